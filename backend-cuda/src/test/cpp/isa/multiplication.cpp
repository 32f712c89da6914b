// mul mad fma, of integers and of floats, and mul24 mad24.

#include "isa/float.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

template <class T> struct Wider;
template <> struct Wider<uint16_t> { using Type = uint32_t; };
template <> struct Wider<int16_t> { using Type = int32_t; };
template <> struct Wider<uint32_t> { using Type = uint64_t; };
template <> struct Wider<int32_t> { using Type = int64_t; };
template <> struct Wider<uint64_t> { using Type = unsigned __int128; };
template <> struct Wider<int64_t> { using Type = __int128; };
template <class T> using Wide = typename Wider<T>::Type;
template <class T> using Unsigned = std::make_unsigned_t<T>;

// The low half is computed in 64 bits without sign: it is the same for all signs, and narrow types
// are not widened to a signed int on the way.
template <class T> struct MulLo {
  static T of(T a, T b) { return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b)); }
};
template <class T> struct MulHi {
  static T of(T a, T b) { return static_cast<T>((Wide<T>(a) * Wide<T>(b)) >> (sizeof(T) * 8)); }
};
template <class T> struct MulWide { static Wide<T> of(T a, T b) { return Wide<T>(a) * Wide<T>(b); } };
template <class T> struct MadLo {
  static T of(T a, T b, T c) {
    return static_cast<T>(static_cast<uint64_t>(MulLo<T>::of(a, b)) + static_cast<uint64_t>(c));
  }
};
template <class T> struct MadHi {
  static T of(T a, T b, T c) {
    return static_cast<T>(static_cast<uint64_t>(MulHi<T>::of(a, b)) + static_cast<uint64_t>(c));
  }
};
template <class T> struct MadWide {
  static Wide<T> of(T a, T b, Wide<T> c) {
    return static_cast<Wide<T>>(static_cast<uint64_t>(MulWide<T>::of(a, b)) +
                                static_cast<uint64_t>(c));
  }
};

struct FloatMul { template <class T> static T of(T a, T b) { return a * b; } };
struct FloatFma { template <class T> static T of(T a, T b, T c) { return std::fma(a, b, c); } };

template <template <class> class F>
Execute forMultiplied(Type type, const Opcode& opcode) {
  switch (type) {
    case Type::U16: return perLane<&F<uint16_t>::of>;
    case Type::S16: return perLane<&F<int16_t>::of>;
    case Type::U32: return perLane<&F<uint32_t>::of>;
    case Type::S32: return perLane<&F<int32_t>::of>;
    case Type::U64: return perLane<&F<uint64_t>::of>;
    case Type::S64: return perLane<&F<int64_t>::of>;
    default: opcode.refuse("its type is not one of integers");
  }
}

template <template <class> class F>
Execute forWide(Type type, const Opcode& opcode) {
  switch (type) {
    case Type::U16: return perLane<&F<uint16_t>::of>;
    case Type::S16: return perLane<&F<int16_t>::of>;
    case Type::U32: return perLane<&F<uint32_t>::of>;
    case Type::S32: return perLane<&F<int32_t>::of>;
    default: opcode.refuse("wide results are for 16 and 32 bits");
  }
}

enum Part { kLo, kHi, kWide };

Part takePart(Opcode& opcode) {
  return static_cast<Part>(opcode.takeOneOf({"lo", "hi", "wide"}, kLo));
}

// Reads a product's operands; result and addend are twice as wide where the part says so.
void readProduct(Operands& operands, Instruction& instruction, Type type, Part part, bool addend) {
  int slot = part == kWide ? 2 * bytesOf(type) : Operands::slotOf(type);
  instruction.out[0] = operands.write(0, slot);
  instruction.in[0] = operands.read(1, type);
  instruction.in[1] = operands.read(2, type);
  if (addend) instruction.in[2] = operands.read(3, slot);
}

void multiply(Opcode& opcode, Operands& operands, Instruction& instruction) {
  FloatModifiers modifiers = FloatModifiers::take(opcode);
  Part part = takePart(opcode);
  Type type = opcode.type();
  if (type == Type::F16) opcode.refuse("arithmetic in half precision is not");
  readProduct(operands, instruction, type, part, false);
  if (isFloat(type)) {
    instruction.execute = forFloatBinary<FloatMul>(type, modifiers, instruction);
  } else {
    instruction.execute = part == kLo   ? forMultiplied<MulLo>(type, opcode)
                          : part == kHi ? forMultiplied<MulHi>(type, opcode)
                                        : forWide<MulWide>(type, opcode);
  }
}

void multiplyAdd(Opcode& opcode, Operands& operands, Instruction& instruction) {
  FloatModifiers modifiers = FloatModifiers::take(opcode);
  Part part = takePart(opcode);
  Type type = opcode.type();
  if (type == Type::F16) opcode.refuse("arithmetic in half precision is not");
  readProduct(operands, instruction, type, part, true);
  if (isFloat(type)) {
    instruction.execute = forFloatTernary<FloatFma>(type, modifiers, instruction);
  } else {
    instruction.execute = part == kLo   ? forMultiplied<MadLo>(type, opcode)
                          : part == kHi ? forMultiplied<MadHi>(type, opcode)
                                        : forWide<MadWide>(type, opcode);
  }
}

}  // namespace

void addMultiplication(Decoders& decoders) {
  decoders["mul"] = &multiply;
  decoders["mad"] = &multiplyAdd;
  decoders["fma"] = &multiplyAdd;
}

}  // namespace emulator
