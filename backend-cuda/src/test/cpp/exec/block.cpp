#include "exec/block.h"

#include <algorithm>
#include <cstring>

namespace emulator {

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

}  // namespace emulator
