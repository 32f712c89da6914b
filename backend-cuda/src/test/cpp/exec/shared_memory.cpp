#include "exec/shared_memory.h"

#include "common/fault.h"
#include "ptx/module.h"

namespace emulator {

SharedMemory::SharedMemory(const Kernel& kernel, int dynamicBytes)
    : data_(kernel.sharedExtent + dynamicBytes, 0xFF), words_(data_.size() / 4 + 1) {
  // Everything before the dynamic part that belongs to no array is a gap.
  std::vector<bool> inArray(kernel.sharedExtent / 4 + 1, false);
  for (auto [offset, bytes] : kernel.sharedArrays) {
    for (int i = offset / 4; i <= (offset + bytes - 1) / 4; i++) inArray[i] = true;
  }
  for (int i = 0; i < kernel.sharedExtent / 4; i++) {
    if (!inArray[i]) words_[i].writer = kGap;
  }
}

void SharedMemory::noteReader(Word& word, uint16_t self, uint16_t epoch) {
  bool sameWarp = ((word.reader ^ self) & 0x3E0) == 0;
  if (!sameWarp || (word.reader & kManyWarps) != 0) {
    word.reader |= kManyWarps;
  } else if (word.readerEpoch != epoch) {
    word.reader = self;  // the warp met since: earlier readers of it are ordered before
    word.readerEpoch = epoch;
  } else if ((word.reader & kThread) != self) {
    word.reader |= kManyLanes;
  }
}

void SharedMemory::checkRead(uint64_t index, int thread, uint16_t epoch) const {
  const Word& word = words_[index];
  if ((word.writer & kGap) != 0) {
    throw Fault{kIllegalAddress, format("read of shared memory out of bounds: offset %zu lies "
                                        "between two arrays", static_cast<size_t>(index * 4))};
  }
  if (word.writePhase < firstPhase_) {
    throw Fault{kLaunchFailed, format("read of uninitialised shared memory at offset %zu: never "
                                      "written, or a barrier is missing",
                                      static_cast<size_t>(index * 4))};
  }
  if ((word.writer & kCopying) != 0) race(index, "read of bytes whose copy (cp.async) is not "
                                          "waited for, begun by", word.writer & kThread);
  if (word.writePhase == phase_ &&
      unordered(static_cast<uint16_t>(thread), epoch, word.writer, word.writerEpoch)) {
    race(index, "read after a write by", word.writer & kThread);
  }
}

void SharedMemory::checkWrite(uint64_t index, int thread, uint16_t epoch) const {
  const Word& word = words_[index];
  if ((word.writer & kGap) != 0) {
    throw Fault{kIllegalAddress, format("write to shared memory out of bounds: offset %zu lies "
                                        "between two arrays", static_cast<size_t>(index * 4))};
  }
  if ((word.writer & kCopying) != 0 && word.writePhase >= firstPhase_) {
    race(index, "write to bytes whose copy (cp.async) is not waited for, begun by",
         word.writer & kThread);
  }
  if (word.writePhase == phase_ &&
      unordered(static_cast<uint16_t>(thread), epoch, word.writer, word.writerEpoch)) {
    race(index, "write after a write by", word.writer & kThread);
  }
  checkReaders(index, thread, epoch);
}

void SharedMemory::checkReaders(uint64_t index, int thread, uint16_t epoch) const {
  const Word& word = words_[index];
  if (word.readPhase != phase_) return;
  bool sameWarp = ((word.reader ^ thread) & 0x3E0) == 0;
  bool many = (word.reader & kManyWarps) != 0 ||
              ((word.reader & kManyLanes) != 0 && (!sameWarp || word.readerEpoch == epoch));
  if (many || unordered(static_cast<uint16_t>(thread), epoch, word.reader, word.readerEpoch)) {
    race(index, "write after a read by", word.reader & kThread);
  }
}

void SharedMemory::race(uint64_t index, const char* what, int other) const {
  throw Fault{kLaunchFailed, format("race on shared memory at offset %zu: %s thread %d with no "
                                    "barrier between", static_cast<size_t>(index * 4), what,
                                    other)};
}

void SharedMemory::atomic(uint64_t address, int bytes, int thread, uint32_t warpEpoch) {
  auto epoch = static_cast<uint16_t>(warpEpoch);
  for (uint64_t index = address / 4; index <= (address + bytes - 1) / 4; index++) {
    Word& word = words_[index];
    bool before = word.writePhase == phase_ && (word.writer & kAtomic) != 0;
    if (!before) {
      if (word.writePhase < firstPhase_ || word.writePhase == phase_) {
        checkRead(index, thread, epoch);
      }
      if ((word.writer & (kCopying | kGap)) != 0) checkWrite(index, thread, epoch);
      checkReaders(index, thread, epoch);
    }
    word.writePhase = phase_;
    word.writer = static_cast<uint16_t>(thread | kAtomic);
    word.writerEpoch = epoch;
  }
}

void SharedMemory::beginCopy(uint64_t address, int bytes, int thread, uint32_t warpEpoch) {
  write(address, bytes, thread, warpEpoch);
  for (uint64_t index = address / 4; index <= (address + bytes - 1) / 4; index++) {
    words_[index].writer |= kCopying;
  }
}

void SharedMemory::endCopy(uint64_t address, int bytes, int thread, uint32_t warpEpoch) {
  for (uint64_t index = address / 4; index <= (address + bytes - 1) / 4; index++) {
    words_[index].writer &= static_cast<uint16_t>(~kCopying);
    words_[index].writePhase = phase_;
    words_[index].writer = static_cast<uint16_t>(thread);
    words_[index].writerEpoch = static_cast<uint16_t>(warpEpoch);
  }
}

}  // namespace emulator
