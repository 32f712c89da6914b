// Primary contexts, and which one a thread uses.

#include "driver/driver.h"

using namespace emulator;

namespace {

Context* known(Driver& driver, void* handle) {
  if (handle == nullptr) return nullptr;
  for (auto& [device, context] : driver.primaries) {
    if (&context == handle) return &context;
  }
  throw Fault{kInvalidContext, "there is no such context"};
}

void checkDevice(Driver& driver, int device) {
  for (int each : driver.settings.visibleDevices()) {
    if (each == device) return;
  }
  throw Fault{kInvalidDevice, format("there is no device %d", device)};
}

}  // namespace

EMULATOR_API int cuDevicePrimaryCtxRetain(void** handle, int device) {
  return call("cuDevicePrimaryCtxRetain", Needs::kInitialisation, [&](Driver& driver) {
    checkDevice(driver, device);
    Context& context = driver.primary(device);
    context.references++;
    *handle = &context;
  });
}

EMULATOR_API int cuDevicePrimaryCtxRelease_v2(int device) {
  return call("cuDevicePrimaryCtxRelease", Needs::kInitialisation, [&](Driver& driver) {
    Context& context = driver.primary(device);
    if (context.references == 0) throw Fault{kInvalidContext, "released more often than retained"};
    if (context.references == 1) {
      if (context.sticky == kSuccess) driver.drainAll(context);
      driver.destroy(context);
    } else {
      context.references--;
    }
  });
}

EMULATOR_API int cuDevicePrimaryCtxReset_v2(int device) {
  return call("cuDevicePrimaryCtxReset", Needs::kInitialisation, [&](Driver& driver) {
    driver.destroy(driver.primary(device));
  });
}

EMULATOR_API int cuDevicePrimaryCtxGetState(int device, unsigned* flags, int* active) {
  return call("cuDevicePrimaryCtxGetState", Needs::kInitialisation, [&](Driver& driver) {
    *flags = 0;
    *active = driver.primary(device).references > 0;
  });
}

EMULATOR_API int cuDevicePrimaryCtxSetFlags_v2(int, unsigned) {
  return call("cuDevicePrimaryCtxSetFlags", Needs::kInitialisation, [](Driver&) {});
}

EMULATOR_API int cuCtxSetCurrent(void* handle) {
  return call("cuCtxSetCurrent", Needs::kInitialisation, [&](Driver& driver) {
    std::vector<Context*>& stack = Driver::stack();
    if (stack.empty()) stack.push_back(nullptr);
    stack.back() = known(driver, handle);
  });
}

EMULATOR_API int cuCtxGetCurrent(void** handle) {
  return call("cuCtxGetCurrent", Needs::kInitialisation, [&](Driver&) {
    *handle = Driver::stack().empty() ? nullptr : Driver::stack().back();
  });
}

EMULATOR_API int cuCtxPushCurrent_v2(void* handle) {
  return call("cuCtxPushCurrent", Needs::kInitialisation, [&](Driver& driver) {
    require(handle, "the context");
    Driver::stack().push_back(known(driver, handle));
  });
}

EMULATOR_API int cuCtxPopCurrent_v2(void** handle) {
  return call("cuCtxPopCurrent", Needs::kInitialisation, [&](Driver&) {
    std::vector<Context*>& stack = Driver::stack();
    if (stack.empty()) throw Fault{kInvalidContext, "this thread has no context to pop"};
    if (handle != nullptr) *handle = stack.back();
    stack.pop_back();
  });
}

EMULATOR_API int cuCtxGetDevice(int* device) {
  return call("cuCtxGetDevice", Needs::kContext, [&](Driver& driver) {
    *device = driver.current().device;
  });
}

EMULATOR_API int cuCtxSynchronize() {
  return call("cuCtxSynchronize", Needs::kContext, [](Driver& driver) {
    driver.refuseDuringCapture("cuCtxSynchronize");
    driver.drainAll(driver.current());
  });
}
