// The state of 32 threads that are executed together.
//
// All lanes at the same place of the code execute an instruction in one go, which is what makes the
// emulator fast: the cost of dispatching is shared by 32 lanes and the compiler turns the loop over
// lanes into vector instructions. Lanes that branch apart become fragments, each with its own place
// in the code. The fragment that is furthest behind always goes first, so that fragments meet again
// where the paths join. No lane can see the order: what two threads do to each other without a
// barrier is reported as a race, whatever the order was.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "ptx/module.h"
#include "ptx/registers.h"

namespace emulator {

class Block;

constexpr uint32_t kAllLanes = 0xFFFFFFFFu;

enum class Wait : uint8_t { kNone, kBarrier, kConverge };

// Lanes that stand at the same place.
struct Fragment {
  uint32_t lanes;
  int pc;
  Wait wait;
};

// A copy from global to shared memory that was begun by a thread (cp.async) and is not yet waited
// for.
struct PendingCopy {
  int lane;
  uint32_t shared;  // address of the destination
  int bytes;
  std::array<uint8_t, 16> data;
};

struct Warp {
  uint8_t* registers = nullptr;  // the register file: see Kernel::registers
  uint32_t active = 0;           // lanes that execute the current instruction
  Block* block = nullptr;
  int index = 0;         // within the block
  uint32_t existing = 0; // lanes that have a thread
  uint32_t live = 0;     // lanes that have not returned
  uint32_t epoch = 1;    // counts the points at which all live lanes met
  int pc = 0;            // of the current instruction, for reports
  std::vector<Fragment> fragments;
  std::vector<uint8_t> local;       // local memory of all lanes
  std::vector<uint8_t> localValid;  // which bytes of it were written
  std::vector<std::vector<PendingCopy>> copies;  // groups of cp.async, the last one still open

  template <class T>
  T* lanes(Operand operand) {
    return reinterpret_cast<T*>(registers + operand.offset);
  }

  // The lanes in which a predicate holds.
  uint32_t predicate(Operand operand) {
    uint32_t mask = *lanes<uint32_t>(operand);
    return operand.negated ? ~mask : mask;
  }
};

}  // namespace emulator
