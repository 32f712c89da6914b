// and or xor not lop3, of bits and of predicates, and selp.

#include "isa/select.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

template <class T> struct And { static T of(T a, T b) { return a & b; } };
template <class T> struct Or { static T of(T a, T b) { return a | b; } };
template <class T> struct Xor { static T of(T a, T b) { return a ^ b; } };
template <class T> struct Not { static T of(T a) { return static_cast<T>(~a); } };
template <class T> struct Select { static T of(T a, T b, bool p) { return p ? a : b; } };
bool notPredicate(bool a) { return !a; }

// Any function of three bits: bit i of the table is its value for i = 4a + 2b + c.
uint32_t lookUp(uint32_t a, uint32_t b, uint32_t c, uint32_t table) {
  uint32_t result = 0;
  for (int i = 0; i < 8; i++) {
    if ((table >> i & 1) == 0) continue;
    result |= (i & 4 ? a : ~a) & (i & 2 ? b : ~b) & (i & 1 ? c : ~c);
  }
  return result;
}

template <template <class> class F>
void binary(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  readPlain(operands, instruction, type, 2);
  instruction.execute =
      type == Type::Pred ? perLane<&F<bool>::of> : forBits<F>(type, opcode);
}

void invert(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  readPlain(operands, instruction, type, 1);
  instruction.execute = type == Type::Pred ? perLane<&notPredicate> : forBits<Not>(type, opcode);
}

void lookUpTable(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  readPlain(operands, instruction, type, 4);
  instruction.execute = perLane<&lookUp>;
}

void select(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  readPlain(operands, instruction, type, 2);
  instruction.in[2] = operands.read(3, Type::Pred);
  instruction.execute = forBits<Select>(type, opcode);
}

}  // namespace

void addLogic(Decoders& decoders) {
  decoders["and"] = &binary<And>;
  decoders["or"] = &binary<Or>;
  decoders["xor"] = &binary<Xor>;
  decoders["not"] = &invert;
  decoders["lop3"] = &lookUpTable;
  decoders["selp"] = &select;
}

}  // namespace emulator
