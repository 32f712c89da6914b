// What happens when all warps of a block wait at a barrier.

#include "exec/block.h"

namespace emulator {

void Block::releaseBarrier() {
  if (!anyLive()) return;
  checkBarrier();
  for (const Warp& warp : warps_) {
    if (warp.live == 0) continue;
    reduceBarrier(kernel.code[warp.fragments[0].pc]);
    break;
  }
  for (Warp& warp : warps_) {
    for (Fragment& each : warp.fragments) each = {each.lanes, each.pc + 1, Wait::kNone};
    warp.epoch++;
  }
  shared.barrier();
}

// All threads of the block must stand at the same barrier.
void Block::checkBarrier() const {
  int pc = -1;
  unsigned waiting = 0;
  for (const Warp& warp : warps_) {
    waiting += __builtin_popcount(warp.live);
    for (const Fragment& each : warp.fragments) {
      if (pc < 0) pc = each.pc;
      if (pc == each.pc) continue;
      Warp at = warp;
      at.pc = each.pc;
      fail(at, __builtin_ctz(each.lanes), kLaunchFailed,
           format("divergent barrier: threads of the block wait here and at PTX line %d",
                  kernel.code[pc].line));
    }
  }
  if (waiting == launch.threads()) return;
  for (const Warp& warp : warps_) {
    if (warp.live == 0) continue;
    Warp at = warp;
    at.pc = pc;
    fail(at, __builtin_ctz(warp.live), kLaunchFailed,
         format("divergent barrier: %u of the block's %u threads have returned and never come here",
                launch.threads() - waiting, launch.threads()));
  }
}

// Barriers that also count, combine or test a predicate of all threads.
void Block::reduceBarrier(const Instruction& instruction) {
  if (instruction.mode == 0) return;
  unsigned holds = 0;
  unsigned all = 0;
  for (Warp& warp : warps_) {
    holds += __builtin_popcount(warp.predicate(instruction.in[0]) & warp.live);
    all += __builtin_popcount(warp.live);
  }
  for (Warp& warp : warps_) {
    auto* out = warp.lanes<uint32_t>(instruction.out[0]);
    bool result = instruction.mode == 2 ? holds == all : holds > 0;
    if (instruction.mode == 1) {
      for (int lane = 0; lane < kLanes; lane++) out[lane] = holds;
    } else {
      out[0] = result ? kAllLanes : 0;
    }
  }
}

}  // namespace emulator
