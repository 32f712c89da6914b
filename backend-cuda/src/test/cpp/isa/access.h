// One thread's access to memory: finds the bytes and checks everything about them.
#pragma once

#include "exec/block.h"
#include "exec/lanes.h"
#include "ptx/opcode.h"

namespace emulator {

enum class Purpose { kRead, kWrite, kAtomic };

// The addresses that the active lanes ask for. `base` has 4 or 8 bytes.
inline void addressesOf(Warp& warp, Operand base, int64_t displacement, uint64_t* addresses) {
  if (base.bytes == 8) {
    const auto* values = warp.lanes<uint64_t>(base);
    for (int lane = 0; lane < kLanes; lane++) addresses[lane] = values[lane] + displacement;
  } else {
    const auto* values = warp.lanes<uint32_t>(base);
    for (int lane = 0; lane < kLanes; lane++) {
      addresses[lane] = static_cast<uint32_t>(values[lane] + displacement);
    }
  }
}

// Global memory. Keeps the allocation of the last access: neighbours mostly share it.
class GlobalAccess {
 public:
  GlobalAccess(Warp& warp) : warp_(warp), block_(*warp.block) {}

  template <int Bytes, Purpose P>
  uint8_t* at(int lane, uint64_t address) {
    if (last_ == nullptr || !last_->contains(address, Bytes)) find<P>(lane, address, Bytes);
    if (address % Bytes != 0) failMisaligned(lane, address, Bytes);
    uint64_t offset = address - last_->base;
    if constexpr (Bytes < 4) {
      part<Bytes, P>(lane, offset);
    } else {
      for (int i = 0; i < Bytes / 4; i++) word<P>(lane, last_->shadow[offset / 4 + i]);
    }
    return last_->data.get() + offset;
  }

 private:
  template <Purpose P>
  void find(int lane, uint64_t address, int bytes) {
    find(lane, address, bytes, P == Purpose::kRead ? "read" : "write");
  }
  void find(int lane, uint64_t address, int bytes, const char* what);

  // Checks and notes an access to one word of the shadow.
  template <Purpose P>
  void word(int lane, uint64_t& cell) {
    // Another worker's block may touch the same word, rightly or not.
    uint64_t seen = __atomic_load_n(&cell, __ATOMIC_RELAXED);
    if (P != Purpose::kWrite && (seen & shadow::kValid) != shadow::kValid) failUnwritten(lane);
    uint64_t difference = seen ^ block_.stamp;
    bool sameLaunch = (difference & shadow::kLaunchMask) == 0;
    if (sameLaunch && (difference >> 32) != 0) otherBlock<P>(lane, seen);
    if (P != Purpose::kRead) {
      uint64_t mine = P == Purpose::kAtomic
                          ? (block_.stamp & shadow::kLaunchMask) | uint64_t{shadow::kAtomicBlock} << 32
                          : block_.stamp;
      __atomic_store_n(&cell, mine | shadow::kValid, __ATOMIC_RELAXED);
    }
  }

  // Blocks may write different bytes of one word, so parts of words carry no stamp.
  template <int Bytes, Purpose P>
  void part(int lane, uint64_t offset) {
    uint64_t& cell = last_->shadow[offset / 4];
    uint64_t bits = ((uint64_t{1} << Bytes) - 1) << (offset % 4);
    if (P == Purpose::kWrite) {
      __atomic_fetch_or(&cell, bits, __ATOMIC_RELAXED);
    } else if ((__atomic_load_n(&cell, __ATOMIC_RELAXED) & bits) != bits) {
      failUnwritten(lane);
    }
  }

  template <Purpose P>
  void otherBlock(int lane, uint64_t seen) {
    bool atomics = P == Purpose::kAtomic && seen >> 32 == shadow::kAtomicBlock;
    if (!atomics && !block_.kernel.hasFence) failOtherBlock(lane, P == Purpose::kRead);
  }

  [[noreturn]] void failMisaligned(int lane, uint64_t address, int bytes);
  [[noreturn]] void failUnwritten(int lane);
  [[noreturn]] void failOtherBlock(int lane, bool reads);

  Warp& warp_;
  Block& block_;
  Allocation* last_ = nullptr;
};

// Shared memory, addressed from its start. Faults have no place yet: whoever calls this adds it.
class SharedAccess {
 public:
  explicit SharedAccess(Warp& warp) : warp_(warp), shared_(warp.block->shared) {}

  template <int Bytes, Purpose P>
  uint8_t* at(int lane, uint64_t address) {
    // Neighbours often read the same word: one of them is checked for all.
    if (P == Purpose::kRead && address == last_) {
      shared_.readAlso(address, Bytes);
      return shared_.data(address);
    }
    if (address > shared_.bytes() || Bytes > shared_.bytes() - address || address % Bytes != 0) {
      fail(address, Bytes, P);
    }
    int thread = warp_.index * kLanes + lane;
    if (P == Purpose::kRead) shared_.read(address, Bytes, thread, warp_.epoch);
    if (P == Purpose::kWrite) shared_.write(address, Bytes, thread, warp_.epoch);
    last_ = address;
    return shared_.data(address);
  }

 private:
  [[noreturn]] void fail(uint64_t address, int bytes, Purpose purpose) const;

  Warp& warp_;
  SharedMemory& shared_;
  uint64_t last_ = ~uint64_t{0};
};

// Shared and local memory, one access at a time.
uint8_t* sharedAt(Warp& warp, int lane, uint64_t address, int bytes, Purpose purpose);
uint8_t* localAt(Warp& warp, int lane, uint64_t address, int bytes, Purpose purpose);

// The space behind a generic address; takes the start of its window off.
Space resolve(uint64_t& address);

Space takeSpace(Opcode& opcode);

}  // namespace emulator
