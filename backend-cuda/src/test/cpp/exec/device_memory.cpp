#include "exec/device_memory.h"

#include <cstring>

#include "common/fault.h"

namespace emulator {

Allocation& DeviceMemory::allocate(size_t bytes, int device) {
  auto allocation = std::make_unique<Allocation>();
  allocation->base = ((kFirstNumber + allocations_.size()) << kRangeBits) + kRangeStart;
  allocation->bytes = bytes;
  allocation->device = device;
  allocation->data.reset(new uint8_t[bytes]);
  // A pattern that is a NaN: what slips through the shadow's checks spoils the result.
  memset(allocation->data.get(), 0xFF, bytes);
  allocation->shadow.reset(new uint64_t[bytes / 4 + 1]());
  liveBytes_[device] += bytes;
  liveCount_++;
  allocations_.push_back(std::move(allocation));
  return *allocations_.back();
}

void DeviceMemory::release(Allocation& allocation) {
  allocation.freed = true;
  allocation.data.reset();
  allocation.shadow.reset();
  liveBytes_[allocation.device] -= allocation.bytes;
  liveCount_--;
}

Allocation& DeviceMemory::at(uint64_t address, size_t bytes, const char* what) {
  Allocation* allocation = meant(address);
  if (allocation == nullptr || allocation->freed || !allocation->contains(address, bytes)) {
    throw Fault{kIllegalAddress, problem(address, bytes, what)};
  }
  return *allocation;
}

std::string DeviceMemory::problem(uint64_t address, size_t bytes, const char* what) {
  Allocation* allocation = meant(address);
  auto shown = static_cast<unsigned long long>(address);
  if (allocation == nullptr) {
    return format("%s of %zu bytes at address 0x%llx, where nothing was ever allocated (a host "
                  "pointer?)", what, bytes, shown);
  }
  if (allocation->freed) {
    return format("%s of %zu bytes in an allocation of %zu bytes that was freed (use after free)",
                  what, bytes, allocation->bytes);
  }
  auto offset = static_cast<long long>(address - allocation->base);
  if (offset < 0) {
    return format("%s of %zu bytes out of bounds: %lld bytes before the start of an allocation of "
                  "%zu bytes", what, bytes, -offset, allocation->bytes);
  }
  return format("%s of %zu bytes out of bounds: at offset %lld of an allocation of %zu bytes", what,
                bytes, offset, allocation->bytes);
}

void DeviceMemory::markWritten(Allocation& allocation, uint64_t address, size_t bytes) {
  size_t begin = address - allocation.base;
  for (size_t i = begin; i < begin + bytes;) {
    bool whole = i % 4 == 0 && i + 4 <= begin + bytes;
    uint64_t& word = allocation.shadow[i / 4];
    // The bytes beside keep their state where only part of a word is written.
    word = whole ? shadow::host() : shadow::stamp(0, 0) | (word & shadow::kValid) | 1ull << (i % 4);
    i += whole ? 4 : 1;
  }
}

int64_t DeviceMemory::firstUnwritten(const Allocation& allocation, uint64_t address, size_t bytes) {
  size_t begin = address - allocation.base;
  for (size_t i = begin; i < begin + bytes;) {
    uint64_t valid = allocation.shadow[i / 4] & shadow::kValid;
    bool whole = i % 4 == 0 && i + 4 <= begin + bytes;
    if (whole ? valid != shadow::kValid : (valid >> (i % 4) & 1) == 0) {
      return static_cast<int64_t>(i - begin);
    }
    i += whole ? 4 : 1;
  }
  return -1;
}

size_t DeviceMemory::liveBytes(int device) const {
  auto found = liveBytes_.find(device);
  return found == liveBytes_.end() ? 0 : found->second;
}

size_t DeviceMemory::liveCount() const { return liveCount_; }

std::vector<const Allocation*> DeviceMemory::live() const {
  std::vector<const Allocation*> result;
  for (const auto& each : allocations_) {
    if (!each->freed) result.push_back(each.get());
  }
  return result;
}

}  // namespace emulator
