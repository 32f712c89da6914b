// The state of the emulated driver, and how one of its functions is called.
#pragma once

#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "driver/objects.h"
#include "driver/settings.h"
#include "exec/device_memory.h"

// A function that the library exports under its plain name.
#define EMULATOR_API extern "C" __attribute__((visibility("default")))

namespace emulator {

// What the launches of one kernel did so far.
struct KernelStatistics {
  uint64_t launches = 0;
  uint64_t blocks = 0;
  std::vector<int> lines;
  std::vector<std::string> texts;
  std::vector<LineCounters> counters;
};

// A device that is to be lost: after some more launches every call answers `code`.
struct Loss {
  int launchesLeft = -1;  // -1: nothing is to happen
  Result code = kUnknown;
};

class Driver {
 public:
  static Driver& instance();

  // Forgets everything, as if the process had just started.
  void reset();

  // Throws where the calling thread has no current context.
  Context& current();
  static std::vector<Context*>& stack();  // of the calling thread
  Context& primary(int device);
  void destroy(Context& context);  // what it owned is leaked

  Stream& stream(void* handle);
  void enqueue(Stream& stream, Operation operation);
  void drain(Stream& stream);
  void drainBlocking(Context& context);
  void drainAll(Context& context);

  // For calls that may not be made while a stream is being captured.
  void refuseDuringCapture(const char* call);

  // Runs a kernel now.
  void execute(Launch& launch, Context& context);

  // Notes a fault for reports; those of kernels stay.
  void note(const char* call, const Fault& fault);

  std::mutex mutex;
  Settings settings = Settings::fromEnvironment();
  bool initialised = false;
  DeviceMemory memory;
  std::map<const uint8_t*, size_t> pinned;  // host memory that the driver allocated
  std::map<const uint8_t*, size_t> registered;  // host memory that it was told of
  std::map<int, Context> primaries;  // never removed: threads may keep them as current
  Handles<Stream> streams{"stream"};
  Handles<Event> events{"event"};
  Handles<Graph> graphs{"graph"};
  Handles<Graph> executables{"executable graph"};
  Handles<LoadedModule> modules{"module"};
  Handles<Function> functions{"function"};
  std::map<std::string, std::shared_ptr<const Module>> translated;  // by their text
  std::vector<std::string> faults;
  std::map<std::string, KernelStatistics> statistics;
  std::map<std::string, uint64_t> calls;
  std::map<int, Loss> losses;
  uint32_t launches = 0;
  uint64_t instructions = 0;  // of threads
  size_t peakBytes = 0;

 private:
  std::map<Context*, std::unique_ptr<Stream>> legacy_;
};

enum class Needs { kNothing, kInitialisation, kContext };

// Every function of the driver is one call of this: one at a time, with faults made results.
template <class Body>
int call(const char* name, Needs needs, Body body) {
  Driver& driver = Driver::instance();
  std::lock_guard<std::mutex> lock(driver.mutex);
  driver.calls[name]++;
  try {
    if (needs != Needs::kNothing && !driver.initialised) {
      throw Fault{kNotInitialized, "cuInit was not called"};
    }
    if (needs == Needs::kContext) {
      if (Result sticky = driver.current().sticky) return sticky;
    }
    body(driver);
    return kSuccess;
  } catch (const Fault& fault) {
    driver.note(name, fault);
    return fault.code;
  } catch (const std::exception& unexpected) {
    // Nothing may be thrown into the caller, which is not C++.
    driver.note(name, Fault{kUnknown, unexpected.what()});
    return kUnknown;
  }
}

// A call that gives something back: it does so even after a fault, and then answers that fault.
template <class Body>
int release(const char* name, Body body) {
  return call(name, Needs::kInitialisation, [&](Driver& driver) {
    Result sticky = driver.current().sticky;
    body(driver);
    if (sticky) throw Fault{sticky, ""};
  });
}

// Throws where a pointer that the caller must give is null.
inline void require(const void* pointer, const char* what) {
  if (pointer == nullptr) throw Fault{kInvalidValue, std::string(what) + " is null"};
}

}  // namespace emulator
