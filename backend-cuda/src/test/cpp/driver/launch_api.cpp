// cuLaunchKernel: checks everything that can be checked before a kernel runs.

#include <algorithm>
#include <cstring>

#include "driver/driver.h"

using namespace emulator;

namespace {

// Entries of the `extra` list in cuda.h.
enum : uintptr_t { kEnd = 0, kBufferPointer = 1, kBufferBytes = 2 };

std::string shown(const std::array<unsigned, 3>& size) {
  return format("%u x %u x %u", size[0], size[1], size[2]);
}

void checkGeometry(const Launch& launch) {
  const auto& [gx, gy, gz] = launch.grid;
  const auto& [bx, by, bz] = launch.block;
  uint64_t threads = uint64_t{bx} * by * bz;
  bool grid = gx > 0 && gy > 0 && gz > 0 && gx <= 2147483647u && gy <= 65535 && gz <= 65535;
  bool block = bx > 0 && by > 0 && bz > 0 && bx <= 1024 && by <= 1024 && bz <= 64 && threads <= 1024;
  if (!grid || !block) {
    throw Fault{kInvalidValue, format("kernel %s: grid %s with blocks of %s is outside of the "
                                      "device's limits", launch.kernel->name.c_str(),
                                      shown(launch.grid).c_str(), shown(launch.block).c_str())};
  }
}

void checkBounds(const Launch& launch) {
  const Kernel& kernel = *launch.kernel;
  const auto& most = kernel.maxThreads;
  if (most[0] != 0 && launch.threads() > most[0] * most[1] * most[2]) {
    throw Fault{kInvalidValue, format("kernel %s: a block of %u threads is too large, its launch "
                                      "bounds are %u", kernel.name.c_str(), launch.threads(),
                                      most[0] * most[1] * most[2])};
  }
  if (kernel.requiredThreads[0] != 0 && launch.block != kernel.requiredThreads) {
    throw Fault{kInvalidValue, format("kernel %s: a block of %s, it requires %s", kernel.name.c_str(),
                                      shown(launch.block).c_str(),
                                      shown(kernel.requiredThreads).c_str())};
  }
}

void checkShared(const Launch& launch, const Function& function) {
  const Kernel& kernel = *launch.kernel;
  int limit = function.dynamicSharedLimit;
  if (launch.dynamicShared > limit || kernel.sharedBytes + launch.dynamicShared > std::max(limit, 48 * 1024)) {
    throw Fault{kInvalidValue, format("kernel %s: %d bytes of dynamic and %d of static shared memory "
                                      "are more than the %d that it may have", kernel.name.c_str(),
                                      launch.dynamicShared, kernel.sharedBytes, limit)};
  }
  if (kernel.usesDynamicShared && launch.dynamicShared == 0) {
    throw Fault{kInvalidValue, format("kernel %s uses dynamic shared memory, but the launch gives it "
                                      "0 bytes", kernel.name.c_str())};
  }
}

// Parameters as one packed buffer.
void takeBuffer(Launch& launch, void** extra) {
  const void* buffer = nullptr;
  size_t bytes = 0;
  for (int i = 0; reinterpret_cast<uintptr_t>(extra[i]) != kEnd; i += 2) {
    if (reinterpret_cast<uintptr_t>(extra[i]) == kBufferPointer) buffer = extra[i + 1];
    if (reinterpret_cast<uintptr_t>(extra[i]) == kBufferBytes) {
      bytes = *static_cast<size_t*>(extra[i + 1]);
    }
  }
  if (buffer == nullptr || bytes != launch.parameters.size()) {
    throw Fault{kInvalidValue, format("kernel %s: a parameter buffer of %zu bytes, expected %zu",
                                      launch.kernel->name.c_str(), bytes,
                                      launch.parameters.size())};
  }
  memcpy(launch.parameters.data(), buffer, bytes);
}

// Parameters one by one.
void takeList(Launch& launch, void** list) {
  for (size_t i = 0; i < launch.kernel->parameters.size(); i++) {
    const Parameter& parameter = launch.kernel->parameters[i];
    if (list == nullptr || list[i] == nullptr) {
      throw Fault{kInvalidValue, format("kernel %s: parameter %zu is missing",
                                        launch.kernel->name.c_str(), i)};
    }
    memcpy(&launch.parameters[parameter.offset], list[i], parameter.bytes);
  }
}

std::shared_ptr<Launch> described(const Function& function, Context& context) {
  auto launch = std::make_shared<Launch>();
  launch->module = function.module;
  launch->kernel = function.kernel;
  launch->device = context.device;
  launch->parameters.resize(function.kernel->parameterBytes);
  return launch;
}

}  // namespace

EMULATOR_API int cuLaunchKernel(void* handle, unsigned gridX, unsigned gridY, unsigned gridZ,
                                unsigned blockX, unsigned blockY, unsigned blockZ,
                                unsigned sharedBytes, void* streamHandle, void** parameters,
                                void** extra) {
  return call("cuLaunchKernel", Needs::kContext, [&](Driver& driver) {
    Function& function = driver.functions.at(handle);
    Stream& stream = driver.stream(streamHandle);
    Context& context = *stream.context;
    if (function.owner->context != &context) {
      throw Fault{kInvalidHandle, "the kernel's module was loaded in another context"};
    }
    std::shared_ptr<Launch> launch = described(function, context);
    launch->grid = {gridX, gridY, gridZ};
    launch->block = {blockX, blockY, blockZ};
    launch->dynamicShared = static_cast<int>(sharedBytes);
    checkGeometry(*launch);
    checkBounds(*launch);
    checkShared(*launch, function);
    if (parameters == nullptr && extra != nullptr) {
      takeBuffer(*launch, extra);
    } else {
      takeList(*launch, parameters);
    }
    driver.enqueue(stream, [launch, &context, &driver] { driver.execute(*launch, context); });
  });
}
