// Arithmetic of floats as the hardware does it: `.ftz`, `.sat`, directed rounding, one NaN.
#pragma once

#include <cfenv>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "isa/select.h"

namespace emulator {

inline uint32_t bitsOf(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  return bits;
}

inline float floatOf(uint32_t bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

// Denormal numbers become zero and keep their sign.
inline float flushed(float value) {
  uint32_t bits = bitsOf(value);
  return (bits & 0x7F800000u) == 0 ? floatOf(bits & 0x80000000u) : value;
}

// The only NaN that arithmetic in single precision gives.
inline float canonical(float value) { return value != value ? floatOf(0x7FFFFFFFu) : value; }

inline double canonical(double value) { return value; }

// Limits to [0, 1]; NaN becomes 0.
inline float saturated(float value) {
  return value > 0.0f ? (value < 1.0f ? value : 1.0f) : 0.0f;
}

// Op::of<T>(T...) with the modifiers of single precision around it.
template <class Op, bool Flush, bool Saturate>
struct Single {
  static float in(float value) { return Flush ? flushed(value) : value; }
  static float result(float value) {
    float rounded = Flush ? flushed(canonical(value)) : canonical(value);
    return Saturate ? saturated(rounded) : rounded;
  }
  static float unary(float a) { return result(Op::of(in(a))); }
  static float binary(float a, float b) { return result(Op::of(in(a), in(b))); }
  static float ternary(float a, float b, float c) { return result(Op::of(in(a), in(b), in(c))); }
};

template <class Op>
struct Double {
  static double unary(double a) { return Op::of(a); }
  static double binary(double a, double b) { return Op::of(a, b); }
  static double ternary(double a, double b, double c) { return Op::of(a, b, c); }
};

// Executes in another rounding mode. The functions are called through pointers that the compiler
// cannot see through, so no arithmetic moves across the change of mode.
template <auto F>
void roundedPerLane(Warp& warp, const Instruction& instruction) {
  static const int kModes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
  fesetround(kModes[instruction.mode]);
  perLane<F>(warp, instruction);
  fesetround(FE_TONEAREST);
}

struct FloatModifiers {
  bool flush = false;
  bool saturate = false;
  int rounding = 0;  // index into rn, rz, rm, rp

  static FloatModifiers take(Opcode& opcode) {
    FloatModifiers result;
    result.rounding = opcode.takeOneOf({"rn", "rz", "rm", "rp"}, 0);
    result.flush = opcode.take("ftz");
    result.saturate = opcode.take("sat");
    return result;
  }
};

template <auto Plain, auto Flushed, auto Saturated, auto Both>
Execute choose(const FloatModifiers& m, Instruction& instruction) {
  instruction.mode = static_cast<uint8_t>(m.rounding);
  if (m.rounding == 0) {
    return m.flush ? (m.saturate ? perLane<Both> : perLane<Flushed>)
                   : (m.saturate ? perLane<Saturated> : perLane<Plain>);
  }
  return m.flush ? (m.saturate ? roundedPerLane<Both> : roundedPerLane<Flushed>)
                 : (m.saturate ? roundedPerLane<Saturated> : roundedPerLane<Plain>);
}

template <class Op>
Execute forFloatUnary(Type type, const FloatModifiers& m, Instruction& instruction) {
  if (type == Type::F64) return perLane<&Double<Op>::unary>;
  return choose<&Single<Op, false, false>::unary, &Single<Op, true, false>::unary,
                &Single<Op, false, true>::unary, &Single<Op, true, true>::unary>(m, instruction);
}

template <class Op>
Execute forFloatBinary(Type type, const FloatModifiers& m, Instruction& instruction) {
  instruction.mode = static_cast<uint8_t>(m.rounding);
  if (type == Type::F64) {
    return m.rounding == 0 ? perLane<&Double<Op>::binary> : roundedPerLane<&Double<Op>::binary>;
  }
  return choose<&Single<Op, false, false>::binary, &Single<Op, true, false>::binary,
                &Single<Op, false, true>::binary, &Single<Op, true, true>::binary>(m, instruction);
}

template <class Op>
Execute forFloatTernary(Type type, const FloatModifiers& m, Instruction& instruction) {
  instruction.mode = static_cast<uint8_t>(m.rounding);
  if (type == Type::F64) {
    return m.rounding == 0 ? perLane<&Double<Op>::ternary> : roundedPerLane<&Double<Op>::ternary>;
  }
  return choose<&Single<Op, false, false>::ternary, &Single<Op, true, false>::ternary,
                &Single<Op, false, true>::ternary, &Single<Op, true, true>::ternary>(m,
                                                                                    instruction);
}

}  // namespace emulator
