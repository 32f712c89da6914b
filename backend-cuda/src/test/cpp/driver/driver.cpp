#include "driver/driver.h"

#include <algorithm>
#include <cstdio>

namespace emulator {
namespace {

// Faults after which a context answers nothing else any more.
bool staysFor(Result code) {
  return code == kIllegalAddress || code == kMisalignedAddress || code == kLaunchFailed ||
         code == kLaunchTimeout;
}

}  // namespace

Driver& Driver::instance() {
  // Never destroyed: the process may still call from other threads while it ends.
  static Driver& driver = *new Driver;
  return driver;
}

void Driver::reset() {
  // cuInit counts for the life of a process, so it stays.
  settings = Settings::fromEnvironment();
  legacy_.clear();
  executables.clear();
  graphs.clear();
  events.clear();
  streams.clear();
  functions.clear();
  modules.clear();
  for (auto& [device, context] : primaries) destroy(context);
  memory = DeviceMemory();
  for (const auto& [start, bytes] : pinned) delete[] start;
  pinned.clear();
  registered.clear();
  faults.clear();
  statistics.clear();
  calls.clear();
  losses.clear();
  launches = 0;
  instructions = 0;
  peakBytes = 0;
  stack().clear();
}

std::vector<Context*>& Driver::stack() {
  static thread_local std::vector<Context*> contexts;
  return contexts;
}

Context& Driver::current() {
  std::vector<Context*>& mine = stack();
  Context* context = mine.empty() ? nullptr : mine.back();
  if (context == nullptr) {
    throw Fault{kInvalidContext, "this thread has no current context: cuCtxSetCurrent is missing"};
  }
  if (context->references == 0) {
    throw Fault{kContextIsDestroyed, "the current context of this thread was destroyed"};
  }
  return *context;
}

Context& Driver::primary(int device) {
  Context& context = primaries[device];
  context.device = device;
  return context;
}

void Driver::destroy(Context& context) {
  legacy_.erase(&context);
  context.references = 0;
  context.sticky = kSuccess;
}

Stream& Driver::stream(void* handle) {
  // 1 and 2 stand for the legacy stream and that of the thread.
  if (reinterpret_cast<uintptr_t>(handle) > 2) {
    Stream& found = streams.at(handle);
    if (found.context != &current()) {
      throw Fault{kInvalidHandle, "the stream belongs to another context"};
    }
    return found;
  }
  std::unique_ptr<Stream>& legacy = legacy_[&current()];
  if (!legacy) {
    legacy = std::make_unique<Stream>();
    legacy->context = &current();
    legacy->legacy = true;
  }
  return *legacy;
}

void Driver::enqueue(Stream& stream, Operation operation) {
  if (stream.capture) {
    stream.capture->operations.push_back(std::move(operation));
  } else if (stream.legacy) {
    drainBlocking(*stream.context);
    stream.queue.push_back(std::move(operation));
    drain(stream);
  } else {
    stream.queue.push_back(std::move(operation));
  }
}

void Driver::drain(Stream& stream) {
  while (!stream.queue.empty()) {
    Operation operation = std::move(stream.queue.front());
    stream.queue.pop_front();
    try {
      operation();
    } catch (const Fault& fault) {
      stream.queue.clear();
      if (staysFor(fault.code)) stream.context->sticky = fault.code;
      throw;
    }
  }
}

void Driver::drainBlocking(Context& context) {
  for (const auto& [handle, each] : streams) {
    if (each->context == &context && !each->nonBlocking && !each->capture) drain(*each);
  }
}

void Driver::drainAll(Context& context) {
  for (const auto& [handle, each] : streams) {
    if (each->context == &context && !each->capture) drain(*each);
  }
}

void Driver::refuseDuringCapture(const char* call) {
  for (const auto& [handle, each] : streams) {
    if (!each->capture || each->capture->mode == 2) continue;
    if (each->capture->mode == 1 && each->capture->thread != std::this_thread::get_id()) continue;
    each->capture->invalid = true;
    throw Fault{kStreamCaptureUnsupported,
                std::string(call) + " is not permitted while a stream is being captured"};
  }
}

void Driver::execute(Launch& launch, Context& context) {
  Loss& loss = losses[context.device];
  if (loss.launchesLeft > 0 && --loss.launchesLeft == 0) {
    context.sticky = loss.code;
    throw Fault{loss.code, "the device was lost, as the test asked for"};
  }
  launch.number = ++launches;
  launch.workers = settings.workers;
  launch.budget = settings.budget;
  launch.countAccesses = settings.count;
  Counters counters = run(launch, memory);
  KernelStatistics& kernel = statistics[launch.kernel->name];
  if (kernel.counters.size() != counters.lines.size()) {
    kernel = KernelStatistics();
    kernel.counters.resize(counters.lines.size());
    for (const Instruction& each : launch.kernel->code) {
      kernel.lines.push_back(each.line);
      kernel.texts.push_back(each.text);
    }
  }
  kernel.launches++;
  kernel.blocks += launch.blocks();
  for (size_t i = 0; i < counters.lines.size(); i++) {
    kernel.counters[i].add(counters.lines[i]);
    instructions += counters.lines[i].threads;
  }
}

void Driver::note(const char* call, const Fault& fault) {
  if (fault.message.empty()) return;
  faults.push_back(std::string(call) + ": " + fault.message);
  if (settings.verbose) fprintf(stderr, "[emulated driver] %s\n", faults.back().c_str());
}

}  // namespace emulator
