// mov, with packing and unpacking of vectors, and cvta between kinds of addresses.

#include "exec/device_memory.h"
#include "isa/access.h"
#include "isa/select.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

template <class T> struct Copy { static T of(T a) { return a; } };
bool copyPredicate(bool a) { return a; }
uint64_t copyWidened(uint32_t a) { return a; }

template <uint64_t Window> struct ToGeneric { static uint64_t of(uint64_t a) { return a + Window; } };
template <uint64_t Window> struct FromGeneric {
  static uint64_t of(uint64_t a) { return a - Window; }
};

// Several registers into one of twice or four times their width; the first is the lowest.
void pack(Warp& warp, const Instruction& instruction) {
  for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
    int lane = __builtin_ctz(rest);
    uint64_t value = 0;
    for (int i = 0; i < instruction.count; i++) {
      uint64_t part = warp.lanes<uint32_t>(instruction.in[i])[lane];
      if (instruction.width < 4) part &= (uint64_t{1} << (8 * instruction.width)) - 1;
      value |= part << (8 * instruction.width * i);
    }
    if (instruction.out[0].bytes == 8) {
      warp.lanes<uint64_t>(instruction.out[0])[lane] = value;
    } else {
      warp.lanes<uint32_t>(instruction.out[0])[lane] = static_cast<uint32_t>(value);
    }
  }
}

void unpack(Warp& warp, const Instruction& instruction) {
  for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
    int lane = __builtin_ctz(rest);
    uint64_t value = instruction.in[0].bytes == 8
                         ? warp.lanes<uint64_t>(instruction.in[0])[lane]
                         : warp.lanes<uint32_t>(instruction.in[0])[lane];
    for (int i = 0; i < instruction.count; i++) {
      auto part = static_cast<uint32_t>(value >> (8 * instruction.width * i));
      if (instruction.width == 2) part &= 0xFFFF;
      if (instruction.width == 1) part &= 0xFF;
      warp.lanes<uint32_t>(instruction.out[i])[lane] = part;
    }
  }
}

void moveVector(Opcode& opcode, Operands& operands, Instruction& instruction, Type type) {
  bool packs = operands.text(1)[0] == '{';
  std::vector<std::string> parts = Operands::elements(operands.text(packs ? 1 : 0));
  instruction.count = static_cast<uint8_t>(parts.size());
  instruction.width = static_cast<uint8_t>(bytesOf(type) / parts.size());
  if (instruction.width > 4 || instruction.width == 0) opcode.refuse("its vector is not known");
  for (size_t i = 0; i < parts.size(); i++) {
    if (packs) {
      instruction.in[i] = operands.readText(parts[i], 4);
    } else {
      instruction.out[i] = operands.writeText(parts[i], 4);
    }
  }
  if (packs) {
    instruction.out[0] = operands.write(0, type);
  } else {
    instruction.in[0] = operands.read(1, type);
  }
  instruction.execute = packs ? &pack : &unpack;
}

void move(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  if (operands.text(0)[0] == '{' || operands.text(1)[0] == '{') {
    return moveVector(opcode, operands, instruction, type);
  }
  instruction.out[0] = operands.write(0, type);
  if (type == Type::Pred) {
    instruction.in[0] = operands.read(1, type);
    instruction.execute = perLane<&copyPredicate>;
  } else if (bytesOf(type) == 8 && Registers::isSpecial(operands.text(1))) {
    instruction.in[0] = operands.read(1, 4);
    instruction.execute = perLane<&copyWidened>;
  } else {
    instruction.in[0] = operands.read(1, type);
    instruction.execute = bytesOf(type) == 8 ? perLane<&Copy<uint64_t>::of>
                                             : perLane<&Copy<uint32_t>::of>;
  }
}

// Global addresses are generic addresses; shared and local memory are seen through windows.
void convertAddress(Opcode& opcode, Operands& operands, Instruction& instruction) {
  bool to = opcode.take("to");
  Space space = takeSpace(opcode);
  Type type = opcode.type();
  if (bytesOf(type) != 8) opcode.refuse("addresses have 64 bits");
  readPlain(operands, instruction, type, 1);
  if (space == Space::kShared) {
    instruction.execute = to ? perLane<&FromGeneric<kSharedWindow>::of>
                             : perLane<&ToGeneric<kSharedWindow>::of>;
  } else if (space == Space::kLocal) {
    instruction.execute = to ? perLane<&FromGeneric<kLocalWindow>::of>
                             : perLane<&ToGeneric<kLocalWindow>::of>;
  } else if (space == Space::kParameter || space == Space::kGeneric) {
    opcode.refuse("its space is not");
  } else {
    instruction.execute = perLane<&Copy<uint64_t>::of>;
  }
}

}  // namespace

void addMoves(Decoders& decoders) {
  decoders["mov"] = &move;
  decoders["cvta"] = &convertAddress;
}

}  // namespace emulator
