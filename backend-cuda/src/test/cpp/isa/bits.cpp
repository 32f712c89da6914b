// shl shr shf bfe bfi prmt popc clz bfind brev.

#include "isa/select.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

// Shifting by the width or more gives zero, or the sign.
template <class T> struct Shl {
  static T of(T a, uint32_t n) { return n >= sizeof(T) * 8 ? T(0) : static_cast<T>(a << n); }
};
template <class T> struct Shr {
  static T of(T a, uint32_t n) {
    constexpr uint32_t kBits = sizeof(T) * 8;
    if (n < kBits) return static_cast<T>(a >> n);
    return static_cast<T>(std::is_signed_v<T> && a < T(0) ? -1 : 0);
  }
};

// The upper or lower word of (b:a) shifted; n is taken modulo 32 or limited to 32.
uint32_t funnelLeft(uint32_t a, uint32_t b, uint32_t n) {
  uint64_t both = static_cast<uint64_t>(b) << 32 | a;
  return static_cast<uint32_t>(both << n >> 32);
}
uint32_t funnelRight(uint32_t a, uint32_t b, uint32_t n) {
  uint64_t both = static_cast<uint64_t>(b) << 32 | a;
  return static_cast<uint32_t>(both >> n);
}
uint32_t leftWrap(uint32_t a, uint32_t b, uint32_t n) { return funnelLeft(a, b, n & 31); }
uint32_t leftClamp(uint32_t a, uint32_t b, uint32_t n) { return funnelLeft(a, b, n > 32 ? 32 : n); }
uint32_t rightWrap(uint32_t a, uint32_t b, uint32_t n) { return funnelRight(a, b, n & 31); }
uint32_t rightClamp(uint32_t a, uint32_t b, uint32_t n) { return funnelRight(a, b, n > 32 ? 32 : n); }

// A field of `length` bits from bit `start`; beyond the top stands the sign, or zero.
template <class T> struct Extract {
  static T of(T a, uint32_t start, uint32_t length) {
    constexpr uint32_t kBits = sizeof(T) * 8;
    start &= 0xFF;
    length &= 0xFF;
    if (length == 0) return T(0);
    T shifted = Shr<T>::of(a, start);
    if (length >= kBits) return shifted;
    // Fields that reach beyond the top get the sign from the shift already.
    if (start + length >= kBits) return shifted;
    using U = std::make_unsigned_t<T>;
    U moved = static_cast<U>(static_cast<U>(shifted) << (kBits - length));
    return static_cast<T>(static_cast<T>(moved) >> (kBits - length));
  }
};
template <class T> struct Insert {
  static T of(T a, T b, uint32_t start, uint32_t length) {
    constexpr uint32_t kBits = sizeof(T) * 8;
    start &= 0xFF;
    length &= 0xFF;
    if (start >= kBits || length == 0) return b;
    T ones = length >= kBits ? static_cast<T>(~T(0)) : static_cast<T>((T(1) << length) - 1);
    T mask = static_cast<T>(ones << start);
    return static_cast<T>((b & ~mask) | ((a << start) & mask));
  }
};

// Picks four of the eight bytes of (b:a); bit 3 of a selector copies the byte's sign.
uint32_t permute(uint32_t a, uint32_t b, uint32_t selectors) {
  uint64_t both = static_cast<uint64_t>(b) << 32 | a;
  uint32_t result = 0;
  for (int i = 0; i < 4; i++) {
    uint32_t selector = selectors >> (4 * i) & 0xF;
    auto byte = static_cast<uint32_t>(both >> (8 * (selector & 7)) & 0xFF);
    if (selector & 8) byte = byte & 0x80 ? 0xFF : 0;
    result |= byte << (8 * i);
  }
  return result;
}

template <class T> struct CountOnes {
  static uint32_t of(T a) { return static_cast<uint32_t>(__builtin_popcountll(a)); }
};
template <class T> struct LeadingZeros {
  static uint32_t of(T a) {
    if (a == 0) return sizeof(T) * 8;
    return static_cast<uint32_t>(__builtin_clzll(a)) - (64 - static_cast<uint32_t>(sizeof(T)) * 8);
  }
};
template <class T> struct HighestOne {
  static uint32_t of(T a) {
    return a == 0 ? 0xFFFFFFFFu : static_cast<uint32_t>(63 - __builtin_clzll(a));
  }
};
template <class T> struct Reverse {
  static T of(T a) {
    T result = 0;
    for (unsigned i = 0; i < sizeof(T) * 8; i++) {
      result = static_cast<T>(result | ((a >> i & 1) << (sizeof(T) * 8 - 1 - i)));
    }
    return result;
  }
};

template <template <class> class F>
void shift(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  instruction.out[0] = operands.write(0, type);
  instruction.in[0] = operands.read(1, type);
  instruction.in[1] = operands.read(2, Type::U32);
  instruction.execute = forInteger<F>(type, opcode);
}

void funnel(Opcode& opcode, Operands& operands, Instruction& instruction) {
  bool left = opcode.take("l");
  if (!left && !opcode.take("r")) opcode.refuse("it must say .l or .r");
  bool wrap = opcode.take("wrap");
  if (!wrap) opcode.take("clamp");
  readPlain(operands, instruction, opcode.type(), 3);
  instruction.execute = left ? (wrap ? perLane<&leftWrap> : perLane<&leftClamp>)
                             : (wrap ? perLane<&rightWrap> : perLane<&rightClamp>);
}

void extract(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  instruction.out[0] = operands.write(0, type);
  instruction.in[0] = operands.read(1, type);
  instruction.in[1] = operands.read(2, Type::U32);
  instruction.in[2] = operands.read(3, Type::U32);
  instruction.execute = forInteger<Extract>(type, opcode);
}

void insert(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  instruction.out[0] = operands.write(0, type);
  instruction.in[0] = operands.read(1, type);
  instruction.in[1] = operands.read(2, type);
  instruction.in[2] = operands.read(3, Type::U32);
  instruction.in[3] = operands.read(4, Type::U32);
  instruction.execute = forBits<Insert>(type, opcode);
}

void permuteBytes(Opcode& opcode, Operands& operands, Instruction& instruction) {
  readPlain(operands, instruction, opcode.type(), 3);
  instruction.execute = perLane<&permute>;
}

template <template <class> class F>
void count(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  if (isSigned(type)) opcode.refuse("it is not for signed numbers");
  instruction.out[0] = operands.write(0, Type::U32);
  instruction.in[0] = operands.read(1, type);
  instruction.execute = forBits<F>(type, opcode);
}

void reverse(Opcode& opcode, Operands& operands, Instruction& instruction) {
  Type type = opcode.type();
  readPlain(operands, instruction, type, 1);
  instruction.execute = forBits<Reverse>(type, opcode);
}

}  // namespace

void addBits(Decoders& decoders) {
  decoders["shl"] = &shift<Shl>;
  decoders["shr"] = &shift<Shr>;
  decoders["shf"] = &funnel;
  decoders["bfe"] = &extract;
  decoders["bfi"] = &insert;
  decoders["prmt"] = &permuteBytes;
  decoders["popc"] = &count<CountOnes>;
  decoders["clz"] = &count<LeadingZeros>;
  decoders["bfind"] = &count<HighestOne>;
  decoders["brev"] = &reverse;
}

}  // namespace emulator
