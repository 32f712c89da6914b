// Chooses the instance of a function template for a type of PTX.
#pragma once

#include "exec/lanes.h"
#include "ptx/opcode.h"
#include "ptx/operands.h"

namespace emulator {

// F<T>::of is the function for integers of type T. Untyped bits count as unsigned.
template <template <class> class F>
Execute forInteger(Type type, const Opcode& opcode) {
  switch (type) {
    case Type::U8: case Type::B8: return perLane<&F<uint8_t>::of>;
    case Type::S8: return perLane<&F<int8_t>::of>;
    case Type::U16: case Type::B16: return perLane<&F<uint16_t>::of>;
    case Type::S16: return perLane<&F<int16_t>::of>;
    case Type::U32: case Type::B32: return perLane<&F<uint32_t>::of>;
    case Type::S32: return perLane<&F<int32_t>::of>;
    case Type::U64: case Type::B64: return perLane<&F<uint64_t>::of>;
    case Type::S64: return perLane<&F<int64_t>::of>;
    default: opcode.refuse("its type is not one of integers");
  }
}

// F<T>::of for bits of 16, 32 or 64, where the sign makes no difference.
template <template <class> class F>
Execute forBits(Type type, const Opcode& opcode) {
  switch (bytesOf(type)) {
    case 2: return perLane<&F<uint16_t>::of>;
    case 4: return perLane<&F<uint32_t>::of>;
    case 8: return perLane<&F<uint64_t>::of>;
    default: opcode.refuse("its type has no 16, 32 or 64 bits");
  }
}

// Reads `out, in0, in1 ...` of one type.
inline void readPlain(Operands& operands, Instruction& instruction, Type type, int arguments) {
  instruction.out[0] = operands.write(0, type);
  for (int i = 0; i < arguments; i++) instruction.in[i] = operands.read(i + 1, type);
}

}  // namespace emulator
