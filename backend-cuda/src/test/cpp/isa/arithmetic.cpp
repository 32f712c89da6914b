// add sub min max neg abs div rem, of integers and of floats.

#include <algorithm>

#include "isa/float.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

// Signed overflow wraps around, as the hardware does it: computed without sign.
template <class T>
using Unsigned = std::make_unsigned_t<T>;

template <class T> struct Add {
  static T of(T a, T b) { return static_cast<T>(Unsigned<T>(a) + Unsigned<T>(b)); }
};
template <class T> struct Sub {
  static T of(T a, T b) { return static_cast<T>(Unsigned<T>(a) - Unsigned<T>(b)); }
};
template <class T> struct Min { static T of(T a, T b) { return b < a ? b : a; } };
template <class T> struct Max { static T of(T a, T b) { return a < b ? b : a; } };
template <class T> struct Neg {
  static T of(T a) { return static_cast<T>(Unsigned<T>(0) - Unsigned<T>(a)); }
};
template <class T> struct Abs { static T of(T a) { return a < T(0) ? Neg<T>::of(a) : a; } };

// Division by zero gives all ones, and its remainder is the dividend, as on the hardware.
template <class T> struct Div {
  static T of(T a, T b) {
    if (b == T(0)) return static_cast<T>(~Unsigned<T>(0));
    return b == static_cast<T>(-1) && std::is_signed_v<T> ? Neg<T>::of(a) : static_cast<T>(a / b);
  }
};
template <class T> struct Rem {
  static T of(T a, T b) {
    if (b == T(0)) return a;
    return b == static_cast<T>(-1) && std::is_signed_v<T> ? T(0) : static_cast<T>(a % b);
  }
};

struct FloatAdd { template <class T> static T of(T a, T b) { return a + b; } };
struct FloatSub { template <class T> static T of(T a, T b) { return a - b; } };
struct FloatDiv { template <class T> static T of(T a, T b) { return a / b; } };

// A NaN gives way to a number, and -0 is less than +0.
struct FloatMin {
  template <class T> static T of(T a, T b) {
    T lesser = b < a || (a == b && std::signbit(b)) ? b : a;
    return a != a ? b : b != b ? a : lesser;
  }
};
struct FloatMax {
  template <class T> static T of(T a, T b) {
    T greater = a < b || (a == b && std::signbit(a)) ? b : a;
    return a != a ? b : b != b ? a : greater;
  }
};
// With .NaN it is the other way round.
struct FloatMinNan {
  template <class T> static T of(T a, T b) { return a != a ? a : b != b ? b : FloatMin::of(a, b); }
};
struct FloatMaxNan {
  template <class T> static T of(T a, T b) { return a != a ? a : b != b ? b : FloatMax::of(a, b); }
};

// Sign bits only: no arithmetic, so a NaN keeps its bits.
float negated(float a) { return floatOf(bitsOf(a) ^ 0x80000000u); }
float absolute(float a) { return floatOf(bitsOf(a) & 0x7FFFFFFFu); }
float negatedFlushed(float a) { return negated(flushed(a)); }
float absoluteFlushed(float a) { return absolute(flushed(a)); }
double negatedDouble(double a) { return -a; }
double absoluteDouble(double a) { return std::fabs(a); }
float copySign(float a, float b) {
  return floatOf((bitsOf(a) & 0x80000000u) | (bitsOf(b) & 0x7FFFFFFFu));
}
double copySignDouble(double a, double b) { return std::copysign(b, a); }

void requireFloat(const Opcode& opcode, Type type) {
  if (type == Type::F16) opcode.refuse("arithmetic in half precision is not");
}

template <class FloatOp, template <class> class IntegerOp>
void binary(Opcode& opcode, Operands& operands, Instruction& instruction) {
  FloatModifiers modifiers = FloatModifiers::take(opcode);
  Type type = opcode.type();
  requireFloat(opcode, type);
  readPlain(operands, instruction, type, 2);
  if (isFloat(type)) {
    instruction.execute = forFloatBinary<FloatOp>(type, modifiers, instruction);
  } else {
    if (modifiers.saturate) opcode.refuse("saturated integers are not");
    instruction.execute = forInteger<IntegerOp>(type, opcode);
  }
}

template <class Number, class Nan, template <class> class IntegerOp>
void extremum(Opcode& opcode, Operands& operands, Instruction& instruction) {
  bool nan = opcode.take("NaN");
  if (nan) {
    binary<Nan, IntegerOp>(opcode, operands, instruction);
  } else {
    binary<Number, IntegerOp>(opcode, operands, instruction);
  }
}

// div.approx and div.full are given the exact quotient: the tolerance of tests covers both.
void divide(Opcode& opcode, Operands& operands, Instruction& instruction) {
  opcode.takeOneOf({"approx", "full"}, -1);
  binary<FloatDiv, Div>(opcode, operands, instruction);
}

void remainder(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  readPlain(operands, instruction, type, 2);
  instruction.execute = forInteger<Rem>(type, opcode);
}

template <auto Plain, auto Flushed, auto Wide, template <class> class IntegerOp>
void signOperation(Opcode& opcode, Operands& operands, Instruction& instruction) {
  bool flush = opcode.take("ftz");
  Type type = opcode.type();
  requireFloat(opcode, type);
  readPlain(operands, instruction, type, 1);
  if (type == Type::F32) {
    instruction.execute = flush ? perLane<Flushed> : perLane<Plain>;
  } else if (type == Type::F64) {
    instruction.execute = perLane<Wide>;
  } else {
    instruction.execute = forInteger<IntegerOp>(type, opcode);
  }
}

void copySignOperation(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  readPlain(operands, instruction, type, 2);
  instruction.execute = type == Type::F64 ? perLane<&copySignDouble> : perLane<&copySign>;
}

}  // namespace

void addArithmetic(Decoders& decoders) {
  decoders["add"] = &binary<FloatAdd, Add>;
  decoders["sub"] = &binary<FloatSub, Sub>;
  decoders["div"] = &divide;
  decoders["rem"] = &remainder;
  decoders["min"] = &extremum<FloatMin, FloatMinNan, Min>;
  decoders["max"] = &extremum<FloatMax, FloatMaxNan, Max>;
  decoders["neg"] = &signOperation<&negated, &negatedFlushed, &negatedDouble, Neg>;
  decoders["abs"] = &signOperation<&absolute, &absoluteFlushed, &absoluteDouble, Abs>;
  decoders["copysign"] = &copySignOperation;
}

}  // namespace emulator
