// shfl vote redux activemask: the lanes of a warp look at each other's values.

#include <algorithm>
#include <cstring>

#include "exec/block.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

enum Shuffle { kUp, kDown, kButterfly, kIndex };

// The lane that `lane` reads from, and whether it lies in its segment. `control` holds the last
// lane of a segment in bits 0-4 and, in bits 8-12, the bits of a lane's number that all lanes of
// its segment share.
int sourceOf(int mode, int lane, int distance, uint32_t control, bool& inside) {
  int segment = control >> 8 & 31;
  int clamp = control & 31;
  int last = (lane & segment) | (clamp & ~segment);
  int source = lane;
  switch (mode) {
    case kUp: source = lane - distance; inside = source >= last; break;
    case kDown: source = lane + distance; inside = source <= last; break;
    case kButterfly: source = lane ^ distance; inside = source <= last; break;
    default: source = (lane & segment) | (distance & ~segment); inside = source <= last; break;
  }
  return inside ? source : lane;
}

void shuffle(Warp& warp, const Instruction& instruction) {
  uint32_t values[kLanes];
  memcpy(values, warp.lanes<uint32_t>(instruction.in[0]), sizeof values);
  uint32_t insideMask = 0;
  for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
    int lane = __builtin_ctz(rest);
    auto distance = static_cast<int>(warp.lanes<uint32_t>(instruction.in[1])[lane] & 31);
    uint32_t control = warp.lanes<uint32_t>(instruction.in[2])[lane];
    bool inside = false;
    int source = sourceOf(instruction.mode, lane, distance, control, inside);
    if ((warp.active >> source & 1) == 0) {
      warp.block->fail(warp, lane, kLaunchFailed,
                       format("reads from lane %d, which takes no part", source));
    }
    warp.lanes<uint32_t>(instruction.out[0])[lane] = values[source];
    if (inside) insideMask |= 1u << lane;
  }
  if (instruction.out[1].offset < 0) return;
  uint32_t& out = *warp.lanes<uint32_t>(instruction.out[1]);
  out = (out & ~warp.active) | insideMask;
}

void setAll(Warp& warp, Operand operand, uint32_t value) {
  for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
    warp.lanes<uint32_t>(operand)[__builtin_ctz(rest)] = value;
  }
}

enum Vote { kAll, kAny, kUniform, kBallot };

void vote(Warp& warp, const Instruction& instruction) {
  uint32_t holds = warp.predicate(instruction.in[0]) & warp.active;
  if (instruction.mode == kBallot) return setAll(warp, instruction.out[0], holds);
  bool result = instruction.mode == kAll   ? holds == warp.active
                : instruction.mode == kAny ? holds != 0
                                           : holds == 0 || holds == warp.active;
  uint32_t& out = *warp.lanes<uint32_t>(instruction.out[0]);
  out = (out & ~warp.active) | (result ? warp.active : 0);
}

void activeMask(Warp& warp, const Instruction& instruction) {
  setAll(warp, instruction.out[0], warp.active);
}

enum Reduction { kAdd, kMin, kMax, kAnd, kOr, kXor };

template <class T>
void reduce(Warp& warp, const Instruction& instruction) {
  const T* values = warp.lanes<T>(instruction.in[0]);
  T result = values[__builtin_ctz(warp.active)];
  for (uint32_t rest = warp.active & (warp.active - 1); rest != 0; rest &= rest - 1) {
    T value = values[__builtin_ctz(rest)];
    switch (instruction.mode) {
      case kAdd: result = static_cast<T>(static_cast<uint32_t>(result) + value); break;
      case kMin: result = std::min(result, value); break;
      case kMax: result = std::max(result, value); break;
      case kAnd: result &= value; break;
      case kOr: result |= value; break;
      default: result ^= value; break;
    }
  }
  setAll(warp, instruction.out[0], static_cast<uint32_t>(result));
}

void shuffleDecoder(Opcode& opcode, Operands& operands, Instruction& instruction) {
  if (!opcode.take("sync")) opcode.refuse("only the .sync form is");
  instruction.mode = static_cast<uint8_t>(opcode.takeOneOf({"up", "down", "bfly", "idx"}, 0));
  Type type = opcode.type();
  auto [value, inside] = Operands::pair(operands.text(0));
  instruction.out[0] = operands.writeText(value, Operands::slotOf(type));
  if (!inside.empty()) instruction.out[1] = operands.writeText(inside, 0);
  for (int i = 0; i < 4; i++) instruction.in[i] = operands.read(i + 1, 4);
  instruction.control = Control::kConverge;
  instruction.convergeMask = 3;
  instruction.execute = &shuffle;
}

void voteDecoder(Opcode& opcode, Operands& operands, Instruction& instruction) {
  if (!opcode.take("sync")) opcode.refuse("only the .sync form is");
  instruction.mode = static_cast<uint8_t>(opcode.takeOneOf({"all", "any", "uni", "ballot"}, 0));
  instruction.out[0] = operands.write(0, opcode.type());
  instruction.in[0] = operands.read(1, Type::Pred);
  instruction.in[1] = operands.read(2, Type::U32);
  instruction.control = Control::kConverge;
  instruction.convergeMask = 1;
  instruction.execute = &vote;
}

void reduceDecoder(Opcode& opcode, Operands& operands, Instruction& instruction) {
  if (!opcode.take("sync")) opcode.refuse("only the .sync form is");
  int operation = opcode.takeOneOf({"add", "min", "max", "and", "or", "xor"}, -1);
  if (operation < 0) opcode.refuse("its operation is not known");
  Type type = opcode.type();
  instruction.mode = static_cast<uint8_t>(operation);
  instruction.out[0] = operands.write(0, type);
  instruction.in[0] = operands.read(1, type);
  instruction.in[1] = operands.read(2, Type::U32);
  instruction.control = Control::kConverge;
  instruction.convergeMask = 1;
  instruction.execute = isSigned(type) ? &reduce<int32_t> : &reduce<uint32_t>;
}

void activeMaskDecoder(Opcode& opcode, Operands& operands, Instruction& instruction) {
  instruction.out[0] = operands.write(0, opcode.type());
  instruction.execute = &activeMask;
}

}  // namespace

void addWarp(Decoders& decoders) {
  decoders["shfl"] = &shuffleDecoder;
  decoders["vote"] = &voteDecoder;
  decoders["redux"] = &reduceDecoder;
  decoders["activemask"] = &activeMaskDecoder;
}

}  // namespace emulator
