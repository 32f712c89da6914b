// cvt: between integers and floats of all widths.

#include <limits>

#include "isa/half.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

enum Rounding { kRn, kRz, kRm, kRp };

// How a conversion rounds and limits, kept in an instruction's mode.
struct Mode {
  int rounding = kRn;       // of a result that is a float
  bool toIntegral = false;  // a float result has no fraction
  bool saturate = false;
  bool flush = false;

  uint8_t packed() const {
    return static_cast<uint8_t>(rounding | toIntegral << 2 | saturate << 3 | flush << 4);
  }
  static Mode of(uint8_t packed) {
    return {packed & 3, (packed >> 2 & 1) != 0, (packed >> 3 & 1) != 0, (packed >> 4 & 1) != 0};
  }
};

double integral(double value, int rounding) {
  switch (rounding) {
    case kRz: return std::trunc(value);
    case kRm: return std::floor(value);
    case kRp: return std::ceil(value);
    default: return std::nearbyint(value);
  }
}

// To an integer: rounds, then limits to the range. What a NaN becomes depends on the widths.
template <class D>
D integerOf(double value, int rounding, bool narrow) {
  using Limits = std::numeric_limits<D>;
  if (value != value) return narrow ? D(0) : static_cast<D>(uint64_t{1} << (sizeof(D) * 8 - 1));
  double rounded = integral(value, rounding);
  // The upper bound of 64 bits is no double: compare with the power of two above it.
  if (rounded >= std::ldexp(1.0, Limits::digits)) return Limits::max();
  if (rounded <= static_cast<double>(Limits::min())) return Limits::min();
  return static_cast<D>(rounded);
}

template <class D, class S>
D saturatedInteger(S value) {
  using Limits = std::numeric_limits<D>;
  auto wide = static_cast<__int128>(value);
  if (wide < static_cast<__int128>(Limits::min())) return Limits::min();
  if (wide > static_cast<__int128>(Limits::max())) return Limits::max();
  return static_cast<D>(value);
}

template <class T> constexpr bool kIsFloat = std::is_floating_point_v<T> || std::is_same_v<T, Half>;

template <class T>
double widened(T value) {
  if constexpr (std::is_same_v<T, Half>) {
    return doubleOf(value);
  } else {
    return static_cast<double>(value);
  }
}

template <class D, class S>
D floatResult(S value, Mode mode) {
  double wide = widened(value);
  if (mode.toIntegral) wide = integral(wide, mode.rounding);
  if (mode.saturate) wide = wide > 0 ? (wide < 1 ? wide : 1.0) : 0.0;
  if constexpr (std::is_same_v<D, Half>) {
    return halfOf(wide);
  } else {
    return static_cast<D>(wide);
  }
}

template <class D, class S>
D convert(S value, Mode mode) {
  if constexpr (std::is_same_v<S, float>) {
    if (mode.flush) value = flushed(value);
  }
  if constexpr (kIsFloat<D> && kIsFloat<S>) {
    D result = floatResult<D, S>(value, mode);
    if constexpr (std::is_same_v<D, float>) return mode.flush ? flushed(canonical(result))
                                                              : canonical(result);
    return result;
  } else if constexpr (std::is_same_v<D, Half>) {
    return halfOf(static_cast<double>(value));
  } else if constexpr (kIsFloat<D>) {
    D result = static_cast<D>(value);  // from an integer, in the rounding mode that is set
    return mode.saturate ? (result > 0 ? (result < 1 ? result : D(1)) : D(0)) : result;
  } else if constexpr (kIsFloat<S>) {
    bool narrow = !std::is_same_v<S, double> && sizeof(D) < 8;
    return integerOf<D>(widened(value), mode.rounding, narrow);
  } else {
    return mode.saturate ? saturatedInteger<D, S>(value) : static_cast<D>(value);
  }
}

// Reads and writes slots that may be wider than the type.
template <class T>
T readSlot(Warp& warp, Operand operand, int lane) {
  uint64_t bits = operand.bytes == 8 ? warp.lanes<uint64_t>(operand)[lane]
                                     : warp.lanes<uint32_t>(operand)[lane];
  T value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

template <class T>
void writeSlot(Warp& warp, Operand operand, int lane, T value) {
  uint64_t bits = 0;
  if constexpr (std::is_integral_v<T>) {
    bits = static_cast<uint64_t>(static_cast<int64_t>(value));
    if (!std::is_signed_v<T>) bits = static_cast<uint64_t>(value);
  } else {
    memcpy(&bits, &value, sizeof value);
  }
  if (operand.bytes == 8) {
    warp.lanes<uint64_t>(operand)[lane] = bits;
  } else {
    warp.lanes<uint32_t>(operand)[lane] = static_cast<uint32_t>(bits);
  }
}

template <class D, class S>
void general(Warp& warp, const Instruction& instruction) {
  static const int kModes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
  Mode mode = Mode::of(instruction.mode);
  bool directed = mode.rounding != kRn && !mode.toIntegral && kIsFloat<D>;
  if (directed) fesetround(kModes[mode.rounding]);
  for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
    int lane = __builtin_ctz(rest);
    S value = readSlot<S>(warp, instruction.in[0], lane);
    writeSlot(warp, instruction.out[0], lane, convert<D, S>(value, mode));
  }
  if (directed) fesetround(FE_TONEAREST);
}

// The frequent case: nothing but a change of type, in slots of their own width.
template <class D, class S>
D plain(S value) { return static_cast<D>(value); }

template <class D, class S>
Execute chosen(const Instruction& instruction) {
  constexpr bool kPlain = std::is_arithmetic_v<D> && std::is_arithmetic_v<S> && sizeof(D) >= 4 &&
                          sizeof(S) >= 4 && !(std::is_integral_v<D> && kIsFloat<S>);
  if constexpr (kPlain) {
    bool own = instruction.out[0].bytes == sizeof(D) && instruction.in[0].bytes == sizeof(S);
    bool canonicalOnly = !(kIsFloat<D> && kIsFloat<S>);
    if (own && instruction.mode == 0 && canonicalOnly) return perLane<&plain<D, S>>;
  }
  return &general<D, S>;
}

template <class D>
Execute chosenFrom(const Opcode& opcode, Type source, const Instruction& instruction) {
  switch (source) {
    case Type::U8: case Type::B8: return chosen<D, uint8_t>(instruction);
    case Type::S8: return chosen<D, int8_t>(instruction);
    case Type::U16: case Type::B16: return chosen<D, uint16_t>(instruction);
    case Type::S16: return chosen<D, int16_t>(instruction);
    case Type::U32: case Type::B32: return chosen<D, uint32_t>(instruction);
    case Type::S32: return chosen<D, int32_t>(instruction);
    case Type::U64: case Type::B64: return chosen<D, uint64_t>(instruction);
    case Type::S64: return chosen<D, int64_t>(instruction);
    case Type::F16: return chosen<D, Half>(instruction);
    case Type::F32: return chosen<D, float>(instruction);
    case Type::F64: return chosen<D, double>(instruction);
    default: opcode.refuse("its source cannot be converted");
  }
}

Execute chosenTo(const Opcode& opcode, Type target, Type source, const Instruction& instruction) {
  switch (target) {
    case Type::U8: case Type::B8: return chosenFrom<uint8_t>(opcode, source, instruction);
    case Type::S8: return chosenFrom<int8_t>(opcode, source, instruction);
    case Type::U16: case Type::B16: return chosenFrom<uint16_t>(opcode, source, instruction);
    case Type::S16: return chosenFrom<int16_t>(opcode, source, instruction);
    case Type::U32: case Type::B32: return chosenFrom<uint32_t>(opcode, source, instruction);
    case Type::S32: return chosenFrom<int32_t>(opcode, source, instruction);
    case Type::U64: case Type::B64: return chosenFrom<uint64_t>(opcode, source, instruction);
    case Type::S64: return chosenFrom<int64_t>(opcode, source, instruction);
    case Type::F16: return chosenFrom<Half>(opcode, source, instruction);
    case Type::F32: return chosenFrom<float>(opcode, source, instruction);
    case Type::F64: return chosenFrom<double>(opcode, source, instruction);
    default: opcode.refuse("its target cannot be converted to");
  }
}

void convertTo(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Mode mode;
  bool tf32 = opcode.take("rna");
  int integer = opcode.takeOneOf({"rni", "rzi", "rmi", "rpi"}, -1);
  int directed = opcode.takeOneOf({"rn", "rz", "rm", "rp"}, kRn);
  mode.toIntegral = integer >= 0;
  mode.rounding = mode.toIntegral ? integer : directed;
  mode.flush = opcode.take("ftz");
  mode.saturate = opcode.take("sat");
  Type target = opcode.type();
  Type source = opcode.type();
  instruction.out[0] = operands.writeWide(operands.text(0), target);
  instruction.in[0] = operands.readWide(operands.text(1), source);
  instruction.mode = mode.packed();
  if (target == Type::TF32) {
    if (!tf32 || source != Type::F32) opcode.refuse("only .rna.tf32.f32 is");
    instruction.execute = perLane<&tf32Of>;
    return;
  }
  if (tf32) opcode.refuse("its rounding is for .tf32");
  // Integers are rounded towards zero where nothing is said, which no valid PTX relies on.
  instruction.execute = chosenTo(opcode, target, source, instruction);
}

}  // namespace

void addConversion(Decoders& decoders) { decoders["cvt"] = &convertTo; }

}  // namespace emulator
