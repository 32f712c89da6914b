#include "driver/transfers.h"

#include <cstring>

namespace emulator {
namespace {

bool within(const std::map<const uint8_t*, size_t>& ranges, const uint8_t* start, size_t bytes) {
  auto next = ranges.upper_bound(start);
  if (next == ranges.begin()) return false;
  --next;
  return start + bytes <= next->first + next->second;
}

// A copy with bad arguments is an error of the call, not a fault of a kernel.
Allocation& checked(Driver& driver, uint64_t address, size_t bytes, const char* what) {
  try {
    return driver.memory.at(address, bytes, what);
  } catch (const Fault& fault) {
    throw Fault{kInvalidValue, fault.message};
  }
}

}  // namespace

bool isPinned(const Driver& driver, const void* pointer, size_t bytes) {
  auto* start = static_cast<const uint8_t*>(pointer);
  return within(driver.pinned, start, bytes) || within(driver.registered, start, bytes);
}

void toDevice(Driver& driver, uint64_t to, const void* from, size_t bytes) {
  Allocation& target = checked(driver, to, bytes, "copy to the device");
  memcpy(target.data.get() + (to - target.base), from, bytes);
  driver.memory.markWritten(target, to, bytes);
}

void toHost(Driver& driver, void* to, uint64_t from, size_t bytes) {
  Allocation& source = checked(driver, from, bytes, "copy to the host");
  int64_t unwritten = DeviceMemory::firstUnwritten(source, from, bytes);
  if (unwritten >= 0) {
    throw Fault{kInvalidValue,
                format("copy to the host of uninitialised device memory: byte %lld of %zu was "
                       "never written (a grid too small, or a wait that is missing?)",
                       static_cast<long long>(unwritten), bytes)};
  }
  memcpy(to, source.data.get() + (from - source.base), bytes);
}

void withinDevice(Driver& driver, uint64_t to, uint64_t from, size_t bytes) {
  Allocation& source = checked(driver, from, bytes, "copy from");
  Allocation& target = checked(driver, to, bytes, "copy to");
  int64_t unwritten = DeviceMemory::firstUnwritten(source, from, bytes);
  if (unwritten >= 0) {
    throw Fault{kInvalidValue, format("copy of uninitialised device memory: byte %lld of %zu was "
                                      "never written", static_cast<long long>(unwritten), bytes)};
  }
  memmove(target.data.get() + (to - target.base), source.data.get() + (from - source.base), bytes);
  driver.memory.markWritten(target, to, bytes);
}

void fill(Driver& driver, uint64_t to, uint32_t value, int width, size_t count) {
  Allocation& target = checked(driver, to, width * count, "memset");
  if (to % width != 0) throw Fault{kInvalidValue, "memset of a misaligned address"};
  uint8_t* start = target.data.get() + (to - target.base);
  for (size_t i = 0; i < count; i++) memcpy(start + i * width, &value, width);
  driver.memory.markWritten(target, to, width * count);
}

}  // namespace emulator
