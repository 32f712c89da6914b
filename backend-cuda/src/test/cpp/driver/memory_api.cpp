// Device memory and pinned host memory.

#include <algorithm>
#include <cstring>

#include "driver/driver.h"
#include "driver/transfers.h"

using namespace emulator;

EMULATOR_API int cuMemGetInfo_v2(size_t* free, size_t* total) {
  return call("cuMemGetInfo", Needs::kContext, [&](Driver& driver) {
    *total = driver.settings.memory;
    *free = *total - std::min(*total, driver.memory.liveBytes(driver.current().device));
  });
}

EMULATOR_API int cuMemAlloc_v2(uint64_t* address, size_t bytes) {
  return call("cuMemAlloc", Needs::kContext, [&](Driver& driver) {
    driver.refuseDuringCapture("cuMemAlloc");
    require(address, "where the address goes");
    if (bytes == 0) throw Fault{kInvalidValue, "an allocation of 0 bytes"};
    int device = driver.current().device;
    size_t used = driver.memory.liveBytes(device);
    if (bytes > driver.settings.memory || used > driver.settings.memory - bytes) {
      throw Fault{kOutOfMemory, format("%zu bytes asked for, %zu of %llu in use", bytes, used,
                                       static_cast<unsigned long long>(driver.settings.memory))};
    }
    *address = driver.memory.allocate(bytes, device).base;
    driver.peakBytes = std::max(driver.peakBytes, driver.memory.liveBytes(device));
  });
}

EMULATOR_API int cuMemFree_v2(uint64_t address) {
  return release("cuMemFree", [&](Driver& driver) {
    driver.refuseDuringCapture("cuMemFree");
    if (address == 0) return;
    Allocation* allocation = driver.memory.meant(address);
    if (allocation == nullptr || allocation->base != address) {
      throw Fault{kInvalidValue, "the address is not the start of an allocation"};
    }
    if (allocation->freed) throw Fault{kInvalidValue, "the allocation was freed before (double free)"};
    // Freeing waits for everything, as the real driver does it.
    if (driver.current().sticky == kSuccess) driver.drainAll(driver.current());
    driver.memory.release(*allocation);
  });
}

EMULATOR_API int cuMemGetAddressRange_v2(uint64_t* base, size_t* bytes, uint64_t address) {
  return call("cuMemGetAddressRange", Needs::kContext, [&](Driver& driver) {
    Allocation& allocation = driver.memory.at(address, 0, "question about");
    if (base != nullptr) *base = allocation.base;
    if (bytes != nullptr) *bytes = allocation.bytes;
  });
}

EMULATOR_API int cuMemHostAlloc(void** pointer, size_t bytes, unsigned) {
  return call("cuMemHostAlloc", Needs::kContext, [&](Driver& driver) {
    driver.refuseDuringCapture("cuMemHostAlloc");
    require(pointer, "where the pointer goes");
    auto* memory = new uint8_t[bytes];
    memset(memory, 0xFF, bytes);  // NaNs: a result that never arrived is seen
    driver.pinned[memory] = bytes;
    *pointer = memory;
  });
}

EMULATOR_API int cuMemAllocHost_v2(void** pointer, size_t bytes) {
  return cuMemHostAlloc(pointer, bytes, 0);
}

EMULATOR_API int cuMemFreeHost(void* pointer) {
  return release("cuMemFreeHost", [&](Driver& driver) {
    driver.refuseDuringCapture("cuMemFreeHost");
    auto found = driver.pinned.find(static_cast<uint8_t*>(pointer));
    if (found == driver.pinned.end()) {
      throw Fault{kInvalidValue, "the pointer is not from cuMemHostAlloc (double free?)"};
    }
    if (driver.current().sticky == kSuccess) driver.drainAll(driver.current());
    delete[] found->first;
    driver.pinned.erase(found);
  });
}

EMULATOR_API int cuMemHostRegister_v2(void* pointer, size_t bytes, unsigned) {
  return call("cuMemHostRegister", Needs::kContext, [&](Driver& driver) {
    require(pointer, "the pointer");
    if (isPinned(driver, pointer, 1)) throw Fault{kHostMemoryAlreadyRegistered, "already pinned"};
    driver.registered[static_cast<uint8_t*>(pointer)] = bytes;
  });
}

EMULATOR_API int cuMemHostUnregister(void* pointer) {
  return release("cuMemHostUnregister", [&](Driver& driver) {
    if (driver.registered.erase(static_cast<uint8_t*>(pointer)) == 0) {
      throw Fault{kHostMemoryNotRegistered, "the pointer is not from cuMemHostRegister"};
    }
  });
}
