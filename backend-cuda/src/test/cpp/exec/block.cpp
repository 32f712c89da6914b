#include "exec/block.h"

#include <algorithm>
#include <climits>
#include <cstring>

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

Block::Block(const Launch& launch, DeviceMemory& memory, Counters& counters)
    : launch(launch),
      kernel(*launch.kernel),
      memory(memory),
      counters(counters),
      shared(*launch.kernel, launch.dynamicShared),
      warps_((launch.threads() + kLanes - 1) / kLanes) {
  // Room for every warp's register file, each starting on a vector's boundary.
  registers_.resize(kernel.registers.size() * warps_.size() + 64);
  auto start = reinterpret_cast<uintptr_t>(registers_.data());
  uint8_t* next = registers_.data() + ((start + 63) / 64 * 64 - start);
  for (size_t i = 0; i < warps_.size(); i++) {
    Warp& warp = warps_[i];
    warp.registers = next + i * kernel.registers.size();
    warp.block = this;
    warp.index = static_cast<int>(i);
    unsigned threads = std::min<unsigned>(kLanes, launch.threads() - warp.index * kLanes);
    warp.existing = threads == kLanes ? kAllLanes : (1u << threads) - 1;
    warp.local.resize(static_cast<size_t>(kernel.localBytes) * kLanes);
    warp.localValid.resize(warp.local.size());
  }
}

void Block::run(uint64_t number) {
  begin(number);
  while (anyLive()) {
    // Warps take turns in changing order: no result may depend on it.
    bool forward = (number + phase_++) % 2 == 0;
    for (size_t i = 0; i < warps_.size(); i++) {
      runWarp(warps_[forward ? i : warps_.size() - 1 - i]);
    }
    releaseBarrier();
  }
}

void Block::begin(uint64_t number) {
  coordinates_[0] = static_cast<unsigned>(number % launch.grid[0]);
  coordinates_[1] = static_cast<unsigned>(number / launch.grid[0] % launch.grid[1]);
  coordinates_[2] = static_cast<unsigned>(number / launch.grid[0] / launch.grid[1]);
  // Numbers beyond 32 bits would share a stamp, which hides a race and reports none wrongly.
  stamp = shadow::stamp(launch.number, static_cast<uint32_t>(number + 1));
  steps_ = 0;
  phase_ = 0;
  shared.beginBlock();
  for (Warp& warp : warps_) beginWarp(warp);
}

void Block::beginWarp(Warp& warp) {
  memcpy(warp.registers, kernel.registers.data(), kernel.registers.size());
  for (const SpecialSlot& slot : kernel.specials) {
    auto* values = reinterpret_cast<uint32_t*>(warp.registers + slot.offset);
    for (int lane = 0; lane < kLanes; lane++) values[lane] = specialOf(slot.which, warp, lane);
  }
  warp.live = warp.existing;
  warp.epoch++;
  warp.fragments.assign(1, {warp.existing, 0, Wait::kNone});
  warp.copies.assign(1, {});
  std::fill(warp.localValid.begin(), warp.localValid.end(), 0);
}

uint32_t Block::specialOf(Special which, const Warp& warp, int lane) const {
  unsigned thread = warp.index * kLanes + lane;
  switch (which) {
    case Special::kTidX: return thread % launch.block[0];
    case Special::kTidY: return thread / launch.block[0] % launch.block[1];
    case Special::kTidZ: return thread / launch.block[0] / launch.block[1];
    case Special::kNtidX: return launch.block[0];
    case Special::kNtidY: return launch.block[1];
    case Special::kNtidZ: return launch.block[2];
    case Special::kCtaidX: return coordinates_[0];
    case Special::kCtaidY: return coordinates_[1];
    case Special::kCtaidZ: return coordinates_[2];
    case Special::kNctaidX: return launch.grid[0];
    case Special::kNctaidY: return launch.grid[1];
    case Special::kNctaidZ: return launch.grid[2];
    case Special::kLaneId: return lane;
    case Special::kWarpId: return warp.index;
    case Special::kLaneMaskEq: return 1u << lane;
    case Special::kLaneMaskLt: return (1u << lane) - 1;
    case Special::kLaneMaskLe: return (1u << lane) | ((1u << lane) - 1);
    case Special::kLaneMaskGt: return ~((1u << lane) | ((1u << lane) - 1));
    case Special::kLaneMaskGe: return ~((1u << lane) - 1);
    case Special::kDynamicSharedBytes: return launch.dynamicShared;
    case Special::kTotalSharedBytes: return kernel.sharedBytes + launch.dynamicShared;
  }
  return 0;
}

bool Block::anyLive() const {
  for (const Warp& warp : warps_) {
    if (warp.live != 0) return true;
  }
  return false;
}

void Block::fail(const Warp& warp, int lane, Result code, const std::string& why) const {
  int thread = warp.index * kLanes + lane;
  const Instruction& instruction = kernel.code[warp.pc];
  throw Fault{code, format("kernel %s, block (%u, %u, %u), thread (%u, %u, %u), PTX line %d `%s`: %s",
                           kernel.name.c_str(), coordinates_[0], coordinates_[1], coordinates_[2],
                           thread % launch.block[0], thread / launch.block[0] % launch.block[1],
                           thread / launch.block[0] / launch.block[1], instruction.line,
                           instruction.text.c_str(), why.c_str())};
}

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
      fail(at, firstOf(each.lanes), kLaunchFailed,
           format("divergent barrier: threads of the block wait here and at PTX line %d",
                  kernel.code[pc].line));
    }
  }
  if (waiting == launch.threads()) return;
  for (const Warp& warp : warps_) {
    if (warp.live == 0) continue;
    Warp at = warp;
    at.pc = pc;
    fail(at, firstOf(warp.live), kLaunchFailed,
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
