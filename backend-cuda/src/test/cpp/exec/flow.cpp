// How the lanes of a warp part, meet, wait and return.

#include <algorithm>
#include <climits>

#include "exec/block.h"

namespace emulator {
namespace {

// The runnable fragment that is furthest behind, or -1.
int lowest(const Warp& warp) {
  int found = -1;
  for (size_t i = 0; i < warp.fragments.size(); i++) {
    const Fragment& each = warp.fragments[i];
    if (each.wait != Wait::kNone) continue;
    if (found < 0 || each.pc < warp.fragments[found].pc) found = static_cast<int>(i);
  }
  return found;
}

// The nearest place ahead where another fragment stands.
int nearestAhead(const Warp& warp, int index) {
  int limit = INT_MAX;
  for (const Fragment& each : warp.fragments) {
    if (each.pc > warp.fragments[index].pc) limit = std::min(limit, each.pc);
  }
  return limit;
}

// Joins fragments that stand at the same place, and drops those without lanes. Where lanes wait for
// others to join them, the joined fragment has to look again.
void join(Warp& warp) {
  std::vector<Fragment>& all = warp.fragments;
  for (size_t i = 0; i < all.size(); i++) {
    for (size_t j = i + 1; j < all.size(); j++) {
      if (all[i].lanes == 0 || all[j].lanes == 0) continue;
      if (all[i].pc != all[j].pc || all[i].wait != all[j].wait) continue;
      all[i].lanes |= all[j].lanes;
      all[j].lanes = 0;
      if (all[i].wait == Wait::kConverge) all[i].wait = Wait::kNone;
    }
  }
  all.erase(std::remove_if(all.begin(), all.end(), [](const Fragment& f) { return f.lanes == 0; }),
            all.end());
}

int firstOf(uint32_t lanes) { return __builtin_ctz(lanes); }

}  // namespace

void Block::runWarp(Warp& warp) {
  for (int index; (index = lowest(warp)) >= 0;) {
    runFragment(warp, index, nearestAhead(warp, index));
    join(warp);
  }
  failConverge(warp);
}

void Block::runFragment(Warp& warp, size_t index, int limit) {
  Fragment fragment = warp.fragments[index];
  const Instruction* code = kernel.code.data();
  do {
    const Instruction& instruction = code[fragment.pc];
    uint32_t mask = fragment.lanes;
    if (instruction.guard.offset >= 0) mask &= warp.predicate(instruction.guard);
    LineCounters& line = counters.lines[fragment.pc];
    line.warps++;
    line.threads += __builtin_popcount(mask);
    if (__builtin_expect(++steps_ > launch.budget, 0)) {
      warp.pc = fragment.pc;
      fail(warp, firstOf(fragment.lanes), kLaunchTimeout,
           format("the block has executed %llu instructions and is still running (an endless loop?)",
                  static_cast<unsigned long long>(launch.budget)));
    }
    warp.pc = fragment.pc;
    if (instruction.control != Control::kNone) {
      if (!flow(warp, fragment, instruction, mask)) break;
    } else {
      if (mask != 0) {
        warp.active = mask;
        instruction.execute(warp, instruction);
      }
      fragment.pc++;
    }
  } while (fragment.pc < limit);
  warp.fragments[index] = fragment;
}

// Executes an instruction that decides where the lanes go on. Returns false where the warp has to
// be looked at again: lanes parted, returned or wait.
bool Block::flow(Warp& warp, Fragment& fragment, const Instruction& instruction, uint32_t mask) {
  if (mask == 0) {
    fragment.pc++;
    return true;
  }
  if (instruction.control == Control::kBranch) return branch(warp, fragment, instruction, mask);
  if (instruction.control == Control::kTable) return table(warp, fragment, instruction, mask);
  if (instruction.control == Control::kExit) return leave(warp, fragment, mask);
  if (mask != fragment.lanes) {
    // Lanes whose guard does not hold pass by.
    warp.fragments.push_back({fragment.lanes & ~mask, fragment.pc + 1, Wait::kNone});
    fragment.lanes = mask;
    return false;
  }
  if (instruction.control == Control::kConverge) return converge(warp, fragment, instruction);
  fragment.wait = Wait::kBarrier;
  return false;
}

bool Block::branch(Warp& warp, Fragment& fragment, const Instruction& instruction, uint32_t mask) {
  if (mask == fragment.lanes) {
    fragment.pc = instruction.target;
    return true;
  }
  warp.fragments.push_back({mask, instruction.target, Wait::kNone});
  fragment.lanes &= ~mask;
  fragment.pc++;
  return false;
}

bool Block::table(Warp& warp, Fragment& fragment, const Instruction& instruction, uint32_t mask) {
  const auto* index = warp.lanes<uint32_t>(instruction.in[0]);
  fragment.lanes &= ~mask;
  fragment.pc++;
  for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
    int lane = firstOf(rest);
    if (index[lane] >= instruction.table.size()) {
      fail(warp, lane, kLaunchFailed, format("branch index %u of %zu", index[lane],
                                             instruction.table.size()));
    }
    warp.fragments.push_back({1u << lane, instruction.table[index[lane]], Wait::kNone});
  }
  return false;
}

bool Block::leave(Warp& warp, Fragment& fragment, uint32_t mask) {
  fragment.lanes &= ~mask;
  fragment.pc++;
  warp.live &= ~mask;
  // Lanes that wait for these need not do so any more.
  for (Fragment& each : warp.fragments) {
    if (each.wait == Wait::kConverge) each.wait = Wait::kNone;
  }
  return false;
}

bool Block::converge(Warp& warp, Fragment& fragment, const Instruction& instruction) {
  const auto* members = warp.lanes<uint32_t>(instruction.in[instruction.convergeMask]);
  uint32_t named = members[firstOf(fragment.lanes)];
  for (uint32_t rest = fragment.lanes; rest != 0; rest &= rest - 1) {
    int lane = firstOf(rest);
    if (members[lane] != named || (named >> lane & 1) == 0) {
      fail(warp, lane, kLaunchFailed,
           format("the mask 0x%08x does not name the lanes that execute this together",
                  members[lane]));
    }
  }
  if ((named & warp.live & ~fragment.lanes) != 0) {
    fragment.wait = Wait::kConverge;
    return false;
  }
  warp.active = fragment.lanes;
  instruction.execute(warp, instruction);
  if (fragment.lanes == warp.live) warp.epoch++;
  fragment.pc++;
  return true;
}

void Block::failConverge(Warp& warp) const {
  for (const Fragment& each : warp.fragments) {
    if (each.wait != Wait::kConverge) continue;
    warp.pc = each.pc;
    fail(warp, firstOf(each.lanes), kLaunchFailed,
         format("lanes 0x%08x wait here for lanes named in the mask that never come", each.lanes));
  }
}

}  // namespace emulator
