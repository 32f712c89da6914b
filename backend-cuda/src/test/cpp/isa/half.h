// Half precision: only converted here, never computed with.
#pragma once

#include <cmath>
#include <cstdint>

#include "isa/float.h"

namespace emulator {

struct Half {
  uint16_t bits;
};

inline double doubleOf(Half half) {
  int exponent = half.bits >> 10 & 0x1F;
  double fraction = half.bits & 0x3FF;
  double size = exponent == 0    ? std::ldexp(fraction, -24)
                : exponent == 31 ? (fraction == 0 ? INFINITY : NAN)
                                 : std::ldexp(1024 + fraction, exponent - 25);
  return half.bits & 0x8000 ? -size : size;
}

// Rounds to the nearest, ties to even.
inline Half halfOf(double value) {
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  if (value != value) return {0x7FFF};
  double size = std::fabs(value);
  int exponent = 0;
  std::frexp(size, &exponent);
  // The value of the last of 11 bits; denormal halves all share one.
  int last = exponent - 11 < -24 ? -24 : exponent - 11;
  double rounded = std::ldexp(std::nearbyint(std::ldexp(size, -last)), last);
  if (rounded >= 65536.0) return {static_cast<uint16_t>(sign | 0x7C00)};
  if (rounded < std::ldexp(1.0, -14)) {
    return {static_cast<uint16_t>(sign | static_cast<uint16_t>(std::ldexp(rounded, 24)))};
  }
  std::frexp(rounded, &exponent);
  auto fraction = static_cast<uint16_t>(std::ldexp(rounded, 11 - exponent) - 1024);
  return {static_cast<uint16_t>(sign | (exponent + 14) << 10 | fraction)};
}

// The 19 bits of TF32, rounded to the nearest, ties away from zero (cvt.rna). A NaN stays one, whichever of
// its bits are set.
inline uint32_t tf32Of(float value) {
  if (value != value) return 0x7FFFFFFFu;
  uint32_t bits = bitsOf(value);
  bool finite = (bits & 0x7F800000u) != 0x7F800000u;
  return finite ? (bits + 0x1000u) & ~0x1FFFu : bits;
}

}  // namespace emulator
