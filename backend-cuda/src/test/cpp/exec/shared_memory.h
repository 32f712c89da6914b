// The shared memory of one block, with a check for races.
//
// Between two barriers all threads of a block run in any order. So within such a phase no thread
// may touch a word that another one wrote, nor write a word that another one read. Every word keeps
// who wrote and who read it last, and in which phase. Threads of one warp are also ordered by the
// points at which the warp met (shuffles, __syncwarp), which its own epoch counts.
//
// Phases are numbered through all blocks that one worker runs, so nothing has to be cleared between
// blocks: a word that was last written before the block's first phase was not written by it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "exec/warp.h"

namespace emulator {

struct Kernel;

class SharedMemory {
 public:
  // For static arrays as the kernel lays them out, and dynamic bytes behind them.
  SharedMemory(const Kernel& kernel, int dynamicBytes);

  void beginBlock() { firstPhase_ = ++phase_; }
  void barrier() { phase_++; }

  size_t bytes() const { return data_.size(); }
  uint8_t* data(uint64_t address) { return data_.data() + address; }

  // Notes accesses to all words of [address, address + bytes) and throws where they are a race.
  void read(uint64_t address, int bytes, int thread, uint32_t warpEpoch) {
    for (uint64_t word = address / 4; word <= (address + bytes - 1) / 4; word++) {
      readWord(word, thread, static_cast<uint16_t>(warpEpoch));
    }
  }

  // Another lane of the same warp reads, in one instruction, what was just read.
  void readAlso(uint64_t address, int bytes) {
    for (uint64_t word = address / 4; word <= (address + bytes - 1) / 4; word++) {
      words_[word].reader |= kManyLanes;
    }
  }

  void write(uint64_t address, int bytes, int thread, uint32_t warpEpoch) {
    for (uint64_t word = address / 4; word <= (address + bytes - 1) / 4; word++) {
      writeWord(word, thread, static_cast<uint16_t>(warpEpoch));
    }
  }

  // An atomic operation conflicts with plain accesses, not with other atomics.
  void atomic(uint64_t address, int bytes, int thread, uint32_t warpEpoch);

  // A copy into these bytes was begun: until it is waited for, nobody may touch them.
  void beginCopy(uint64_t address, int bytes, int thread, uint32_t warpEpoch);
  void endCopy(uint64_t address, int bytes, int thread, uint32_t warpEpoch);

 private:
  // Flags beside the number of a thread, which needs ten bits.
  static constexpr uint16_t kThread = 0x3FF;
  static constexpr uint16_t kManyLanes = 0x400;  // several lanes of the reader's warp
  static constexpr uint16_t kManyWarps = 0x800;
  static constexpr uint16_t kAtomic = 0x1000;
  static constexpr uint16_t kCopying = 0x2000;
  static constexpr uint16_t kGap = 0x4000;  // lies between two arrays

  struct Word {
    uint32_t writePhase = 0;
    uint32_t readPhase = 0;
    uint16_t writer = 0;
    uint16_t writerEpoch = 0;
    uint16_t reader = 0;
    uint16_t readerEpoch = 0;
  };

  // Whether two accesses in one phase are ordered by nothing.
  static bool unordered(uint16_t thread, uint16_t epoch, uint16_t other, uint16_t otherEpoch) {
    if (((thread ^ other) & kThread) == 0) return false;
    return ((thread ^ other) & kThread) >= kLanes || ((thread ^ other) & 0x3E0) != 0 ||
           epoch == otherEpoch;
  }

  void readWord(uint64_t index, int thread, uint16_t epoch) {
    Word& word = words_[index];
    if (__builtin_expect(word.writePhase >= phase_ || word.writePhase < firstPhase_ ||
                             (word.writer & (kCopying | kGap)) != 0, 0)) {
      checkRead(index, thread, epoch);
    }
    auto self = static_cast<uint16_t>(thread);
    if (word.readPhase != phase_) {
      word.readPhase = phase_;
      word.reader = self;
      word.readerEpoch = epoch;
    } else if ((word.reader & (kThread | kManyLanes)) != self || word.readerEpoch != epoch) {
      noteReader(word, self, epoch);
    }
  }

  void writeWord(uint64_t index, int thread, uint16_t epoch) {
    Word& word = words_[index];
    if (__builtin_expect(word.writePhase >= phase_ || word.readPhase >= phase_ ||
                             (word.writer & (kCopying | kGap)) != 0, 0)) {
      checkWrite(index, thread, epoch);
    }
    word.writePhase = phase_;
    word.writer = static_cast<uint16_t>(thread);
    word.writerEpoch = epoch;
  }

  static void noteReader(Word& word, uint16_t self, uint16_t epoch);
  void checkRead(uint64_t index, int thread, uint16_t epoch) const;
  void checkWrite(uint64_t index, int thread, uint16_t epoch) const;
  void checkReaders(uint64_t index, int thread, uint16_t epoch) const;
  [[noreturn]] void race(uint64_t index, const char* what, int other) const;

  std::vector<uint8_t> data_;
  std::vector<Word> words_;
  uint32_t phase_ = 1;
  uint32_t firstPhase_ = 1;
};

}  // namespace emulator
