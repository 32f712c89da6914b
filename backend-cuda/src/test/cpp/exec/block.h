// Runs one block at a time: the warps in turn, from barrier to barrier.
#pragma once

#include <string>
#include <vector>

#include "common/fault.h"
#include "exec/counters.h"
#include "exec/launch.h"
#include "exec/shared_memory.h"
#include "exec/warp.h"

namespace emulator {

class Block {
 public:
  Block(const Launch& launch, DeviceMemory& memory, Counters& counters);

  void run(uint64_t number);

  // Throws a Fault that names kernel, block, thread and instruction.
  [[noreturn]] void fail(const Warp& warp, int lane, Result code, const std::string& why) const;

  // For the functions that execute instructions.
  const Launch& launch;
  const Kernel& kernel;
  DeviceMemory& memory;
  Counters& counters;
  SharedMemory shared;
  uint64_t stamp = 0;  // of this block's writes: see Shadow

 private:
  void begin(uint64_t number);
  void beginWarp(Warp& warp);
  uint32_t specialOf(Special which, const Warp& warp, int lane) const;
  bool anyLive() const;

  void runWarp(Warp& warp);
  void runFragment(Warp& warp, size_t index, int limit);
  bool flow(Warp& warp, Fragment& fragment, const Instruction& instruction, uint32_t mask);
  bool branch(Warp& warp, Fragment& fragment, const Instruction& instruction, uint32_t mask);
  bool table(Warp& warp, Fragment& fragment, const Instruction& instruction, uint32_t mask);
  bool leave(Warp& warp, Fragment& fragment, uint32_t mask);
  bool converge(Warp& warp, Fragment& fragment, const Instruction& instruction);
  void failConverge(Warp& warp) const;

  void releaseBarrier();
  void checkBarrier() const;
  void reduceBarrier(const Instruction& instruction);

  std::vector<Warp> warps_;
  std::vector<uint8_t> registers_;
  unsigned coordinates_[3] = {0, 0, 0};
  uint64_t steps_ = 0;
  int phase_ = 0;
};

}  // namespace emulator
