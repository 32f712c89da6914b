// Device memory: every allocation has a range of addresses of its own, far from all others.
//
// An address is (number of the allocation) * 32 GiB + 16 GiB + offset. Finding the allocation is a
// shift, an address that runs out of one by up to 16 GiB is still known to be meant for it, and
// since numbers are never used twice, so is an address of memory that was freed. The same space
// holds the windows through which generic addresses reach shared and local memory.
//
// Beside the bytes there is a shadow: for every 4 bytes, which of them were ever written, and by
// which block of which launch they were written last.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace emulator {

constexpr int kRangeBits = 35;
constexpr uint64_t kRangeStart = 1ull << (kRangeBits - 1);
constexpr uint64_t kSharedWindow = 1ull << kRangeBits;
constexpr uint64_t kLocalWindow = 2ull << kRangeBits;
constexpr uint64_t kWindowBytes = 1ull << 24;
constexpr uint64_t kFirstNumber = 16;

struct Allocation {
  uint64_t base = 0;
  size_t bytes = 0;
  int device = 0;
  bool freed = false;
  std::unique_ptr<uint8_t[]> data;
  std::unique_ptr<uint64_t[]> shadow;  // see Shadow

  bool contains(uint64_t address, size_t size) const {
    uint64_t offset = address - base;
    return offset <= bytes && size <= bytes - offset;
  }
};

// One word of the shadow: 4 bits for the bytes that were written, 28 bits for the launch and 32 for
// the block that wrote last.
namespace shadow {
constexpr uint64_t kValid = 0xF;
constexpr uint64_t kLaunchMask = 0xFFFFFFF0ull;
constexpr uint32_t kAtomicBlock = 0xFFFFFFFFu;  // written by atomics, which blocks may share

inline uint64_t stamp(uint32_t launch, uint32_t block) {
  return static_cast<uint64_t>(block) << 32 | (static_cast<uint64_t>(launch) << 4 & kLaunchMask);
}

// The host and copies write outside of any launch.
inline uint64_t host() { return stamp(0, 0) | kValid; }
}  // namespace shadow

class DeviceMemory {
 public:
  Allocation& allocate(size_t bytes, int device);
  void release(Allocation& allocation);

  // The allocation that an address is meant for, also when the address is out of its bounds or it
  // was freed; null if there never was one.
  Allocation* meant(uint64_t address) {
    uint64_t number = (address >> kRangeBits) - kFirstNumber;
    return number < allocations_.size() ? allocations_[number].get() : nullptr;
  }

  // The allocation that holds these bytes; throws a Fault that says what is wrong with them.
  Allocation& at(uint64_t address, size_t bytes, const char* what);

  // The sentence of that Fault.
  std::string problem(uint64_t address, size_t bytes, const char* what);

  void markWritten(Allocation& allocation, uint64_t address, size_t bytes);

  // The offset of the first byte that was never written, or -1.
  static int64_t firstUnwritten(const Allocation& allocation, uint64_t address, size_t bytes);

  size_t liveBytes(int device) const;
  size_t liveCount() const;
  size_t totalCount() const { return allocations_.size(); }
  std::vector<const Allocation*> live() const;

 private:
  std::vector<std::unique_ptr<Allocation>> allocations_;
  std::map<int, size_t> liveBytes_;
  size_t liveCount_ = 0;
};

}  // namespace emulator
