// Initialisation, and what is asked about devices.

#include <cstring>

#include "driver/driver.h"

using namespace emulator;

namespace {

// Values of CUdevice_attribute in cuda.h.
enum Attribute {
  kMaxThreadsPerBlock = 1, kMaxBlockX = 2, kMaxBlockY = 3, kMaxBlockZ = 4, kMaxGridX = 5,
  kMaxGridY = 6, kMaxGridZ = 7, kSharedPerBlock = 8, kConstantMemory = 9, kWarpSize = 10,
  kRegistersPerBlock = 12, kClockRate = 13, kMultiprocessors = 16, kKernelTimeout = 17,
  kIntegrated = 18, kCanMapHost = 19, kComputeMode = 20, kConcurrentKernels = 31, kEcc = 32,
  kPciBus = 33, kPciDevice = 34, kMemoryClock = 36, kBusWidth = 37, kL2Bytes = 38,
  kThreadsPerMultiprocessor = 39, kAsyncEngines = 40, kUnifiedAddressing = 41, kPciDomain = 50,
  kCapabilityMajor = 75, kCapabilityMinor = 76, kSharedPerMultiprocessor = 81,
  kRegistersPerMultiprocessor = 82, kSharedOptIn = 97, kBlocksPerMultiprocessor = 106,
  kReservedShared = 111,
};

int attribute(const Settings& settings, int which, int device) {
  switch (which) {
    case kMaxThreadsPerBlock: case kMaxBlockX: case kMaxBlockY: return 1024;
    case kMaxBlockZ: return 64;
    case kMaxGridX: return 2147483647;
    case kMaxGridY: case kMaxGridZ: return 65535;
    case kSharedPerBlock: return 49152;
    case kConstantMemory: return 65536;
    case kWarpSize: return 32;
    case kRegistersPerBlock: case kRegistersPerMultiprocessor: return 65536;
    case kClockRate: case kMemoryClock: return 1000000;
    case kMultiprocessors: return settings.multiprocessors;
    case kBusWidth: return 256;
    case kL2Bytes: return 4 << 20;
    case kThreadsPerMultiprocessor: return settings.capability == 75 ? 1024 : 2048;
    case kAsyncEngines: return 2;
    case kPciBus: return device + 1;
    case kConcurrentKernels: case kUnifiedAddressing: case kCanMapHost: return 1;
    case kCapabilityMajor: return settings.capability / 10;
    case kCapabilityMinor: return settings.capability % 10;
    case kSharedPerMultiprocessor: return settings.sharedLimit() + 1024;
    case kSharedOptIn: return settings.sharedLimit();
    case kBlocksPerMultiprocessor: return 16;
    case kReservedShared: return settings.capability >= 80 ? 1024 : 0;
    default: return 0;
  }
}

// A device's handle is its number among those that are there, visible or not.
void check(Driver& driver, int device) {
  for (int each : driver.settings.visibleDevices()) {
    if (each == device) return;
  }
  throw Fault{kInvalidDevice, format("there is no device %d", device)};
}

template <class Body>
int ask(const char* name, int device, Body body) {
  return call(name, Needs::kInitialisation, [&](Driver& driver) {
    check(driver, device);
    body(driver);
  });
}

}  // namespace

EMULATOR_API int cuInit(unsigned) {
  return call("cuInit", Needs::kNothing, [](Driver& driver) {
    if (driver.settings.init != 0) {
      throw Fault{static_cast<Result>(driver.settings.init), "as the setting 'init' asks for"};
    }
    if (driver.settings.visibleDevices().empty()) throw Fault{kNoDevice, "no device is visible"};
    driver.initialised = true;
  });
}

EMULATOR_API int cuDriverGetVersion(int* version) {
  return call("cuDriverGetVersion", Needs::kNothing, [&](Driver& driver) {
    require(version, "version");
    *version = driver.settings.driver;
  });
}

EMULATOR_API int cuDeviceGetCount(int* count) {
  return call("cuDeviceGetCount", Needs::kInitialisation, [&](Driver& driver) {
    require(count, "count");
    *count = static_cast<int>(driver.settings.visibleDevices().size());
  });
}

EMULATOR_API int cuDeviceGet(int* device, int ordinal) {
  return call("cuDeviceGet", Needs::kInitialisation, [&](Driver& driver) {
    std::vector<int> visible = driver.settings.visibleDevices();
    if (ordinal < 0 || ordinal >= static_cast<int>(visible.size())) {
      throw Fault{kInvalidDevice, format("device %d of %zu", ordinal, visible.size())};
    }
    *device = visible[ordinal];
  });
}

EMULATOR_API int cuDeviceGetName(char* name, int length, int device) {
  return ask("cuDeviceGetName", device, [&](Driver&) {
    snprintf(name, length, "Emulated GPU %d (PTX interpreter)", device);
  });
}

EMULATOR_API int cuDeviceTotalMem_v2(size_t* bytes, int device) {
  return ask("cuDeviceTotalMem", device, [&](Driver& driver) { *bytes = driver.settings.memory; });
}

EMULATOR_API int cuDeviceGetAttribute(int* value, int which, int device) {
  return ask("cuDeviceGetAttribute", device, [&](Driver& driver) {
    *value = attribute(driver.settings, which, device);
  });
}

EMULATOR_API int cuDeviceComputeCapability(int* major, int* minor, int device) {
  return ask("cuDeviceComputeCapability", device, [&](Driver& driver) {
    *major = driver.settings.capability / 10;
    *minor = driver.settings.capability % 10;
  });
}

EMULATOR_API int cuDeviceGetUuid(char* uuid, int device) {
  return ask("cuDeviceGetUuid", device, [&](Driver&) {
    memset(uuid, 0, 16);
    uuid[15] = static_cast<char>(device + 1);
  });
}

EMULATOR_API int cuDeviceGetPCIBusId(char* id, int length, int device) {
  return ask("cuDeviceGetPCIBusId", device, [&](Driver&) {
    snprintf(id, length, "0000:%02x:00.0", device + 1);
  });
}
