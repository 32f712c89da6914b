// rcp sqrt rsqrt ex2 lg2 sin cos tanh.
//
// The approximate forms are given the exact functions, rounded: closer than any hardware is. What
// the hardware's approximation costs in accuracy can be seen on hardware only.

#include "isa/float.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

struct Reciprocal { template <class T> static T of(T a) { return T(1) / a; } };
struct Root { template <class T> static T of(T a) { return std::sqrt(a); } };
struct ReciprocalRoot { template <class T> static T of(T a) { return T(1) / std::sqrt(a); } };
struct PowerOfTwo { template <class T> static T of(T a) { return std::exp2(a); } };
struct BinaryLogarithm { template <class T> static T of(T a) { return std::log2(a); } };
struct Sine { template <class T> static T of(T a) { return std::sin(a); } };
struct Cosine { template <class T> static T of(T a) { return std::cos(a); } };
struct HyperbolicTangent { template <class T> static T of(T a) { return std::tanh(a); } };

template <class Function>
void unary(Opcode& opcode, Operands& operands, Instruction& instruction) {
  opcode.take("approx");
  FloatModifiers modifiers = FloatModifiers::take(opcode);
  Type type = opcode.type();
  if (type != Type::F32 && type != Type::F64) opcode.refuse("only .f32 and .f64 are");
  if (type == Type::F64 && modifiers.rounding != 0) opcode.refuse("its rounding is not");
  readPlain(operands, instruction, type, 1);
  instruction.execute = forFloatUnary<Function>(type, modifiers, instruction);
}

}  // namespace

void addFunctions(Decoders& decoders) {
  decoders["rcp"] = &unary<Reciprocal>;
  decoders["sqrt"] = &unary<Root>;
  decoders["rsqrt"] = &unary<ReciprocalRoot>;
  decoders["ex2"] = &unary<PowerOfTwo>;
  decoders["lg2"] = &unary<BinaryLogarithm>;
  decoders["sin"] = &unary<Sine>;
  decoders["cos"] = &unary<Cosine>;
  decoders["tanh"] = &unary<HyperbolicTangent>;
}

}  // namespace emulator
