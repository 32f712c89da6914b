// atom and red: on global memory against all blocks, on shared memory within one.

#include <algorithm>
#include <cstring>

#include "isa/access.h"
#include "isa/float.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

template <class T> struct Add {
  static T of(T old, T value, T) {
    if constexpr (std::is_floating_point_v<T>) return old + value;
    return static_cast<T>(static_cast<uint64_t>(old) + static_cast<uint64_t>(value));
  }
};
template <class T> struct Min { static T of(T old, T value, T) { return std::min(old, value); } };
template <class T> struct Max { static T of(T old, T value, T) { return std::max(old, value); } };
template <class T> struct And { static T of(T old, T value, T) { return old & value; } };
template <class T> struct Or { static T of(T old, T value, T) { return old | value; } };
template <class T> struct Xor { static T of(T old, T value, T) { return old ^ value; } };
template <class T> struct Exchange { static T of(T, T value, T) { return value; } };
template <class T> struct CompareSwap {
  static T of(T old, T expected, T value) { return old == expected ? value : old; }
};
template <class T> struct Increment {
  static T of(T old, T limit, T) { return old >= limit ? T(0) : static_cast<T>(old + 1); }
};
template <class T> struct Decrement {
  static T of(T old, T limit, T) { return old == 0 || old > limit ? limit : static_cast<T>(old - 1); }
};

template <class T>
using Bits = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

template <class To, class From>
To as(From from) {
  To to;
  memcpy(&to, &from, sizeof to);
  return to;
}

// Replaces the value in memory by F of it, undisturbed by other workers, and returns the old one.
template <class T, T (*F)(T, T, T)>
T update(uint8_t* memory, T a, T b) {
  auto* cell = reinterpret_cast<Bits<T>*>(memory);
  Bits<T> old = __atomic_load_n(cell, __ATOMIC_RELAXED);
  for (;;) {
    auto next = as<Bits<T>>(F(as<T>(old), a, b));
    if (__atomic_compare_exchange_n(cell, &old, next, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
      return as<T>(old);
    }
  }
}

template <class T, T (*F)(T, T, T)>
void execute(Warp& warp, const Instruction& instruction) {
  uint64_t addresses[kLanes];
  addressesOf(warp, instruction.in[0], instruction.displacement, addresses);
  GlobalAccess access(warp);
  for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
    int lane = __builtin_ctz(rest);
    uint64_t address = addresses[lane];
    Space space = instruction.space == Space::kGeneric ? resolve(address) : instruction.space;
    uint8_t* memory = space == Space::kShared
                          ? sharedAt(warp, lane, address, sizeof(T), Purpose::kAtomic)
                          : access.at<sizeof(T), Purpose::kAtomic>(lane, address);
    T a = warp.lanes<T>(instruction.in[1])[lane];
    T b = instruction.in[2].offset >= 0 ? warp.lanes<T>(instruction.in[2])[lane] : a;
    T old = update<T, F>(memory, a, b);
    if (instruction.out[0].offset >= 0) warp.lanes<T>(instruction.out[0])[lane] = old;
  }
}

enum Operation { kAdd, kMin, kMax, kAnd, kOr, kXor, kExchange, kCompareSwap, kIncrement, kDecrement };

template <class T>
Execute forInteger(const Opcode& opcode, int operation) {
  switch (operation) {
    case kAdd: return &execute<T, &Add<T>::of>;
    case kMin: return &execute<T, &Min<T>::of>;
    case kMax: return &execute<T, &Max<T>::of>;
    case kAnd: return &execute<T, &And<T>::of>;
    case kOr: return &execute<T, &Or<T>::of>;
    case kXor: return &execute<T, &Xor<T>::of>;
    case kExchange: return &execute<T, &Exchange<T>::of>;
    case kCompareSwap: return &execute<T, &CompareSwap<T>::of>;
    case kIncrement: return &execute<T, &Increment<T>::of>;
    case kDecrement: return &execute<T, &Decrement<T>::of>;
    default: opcode.refuse("its operation is not known");
  }
}

Execute chosen(const Opcode& opcode, int operation, Type type) {
  if (type == Type::F32 && operation == kAdd) return &execute<float, &Add<float>::of>;
  if (type == Type::F64 && operation == kAdd) return &execute<double, &Add<double>::of>;
  switch (type) {
    case Type::U32: case Type::B32: return forInteger<uint32_t>(opcode, operation);
    case Type::S32: return forInteger<int32_t>(opcode, operation);
    case Type::U64: case Type::B64: return forInteger<uint64_t>(opcode, operation);
    case Type::S64: return forInteger<int64_t>(opcode, operation);
    default: opcode.refuse("its type is not");
  }
}

void decode(Opcode& opcode, Operands& operands, Instruction& instruction, bool returns) {
  for (const char* each : {"relaxed", "acquire", "release", "acq_rel", "cta", "gpu", "sys", "ftz"}) {
    opcode.take(each);
  }
  while (opcode.takePrefix("L2::")) {
  }
  instruction.space = takeSpace(opcode);
  int operation = opcode.takeOneOf(
      {"add", "min", "max", "and", "or", "xor", "exch", "cas", "inc", "dec"}, -1);
  Type type = opcode.type();
  size_t next = 0;
  if (returns) instruction.out[0] = operands.write(next++, type);
  operands.address(next++, instruction.in[0], instruction.displacement);
  for (size_t i = 1; next < operands.size(); i++) instruction.in[i] = operands.read(next++, type);
  instruction.execute = chosen(opcode, operation, type);
}

void atomic(Opcode& opcode, Operands& operands, Instruction& instruction) {
  decode(opcode, operands, instruction, true);
}

void reduction(Opcode& opcode, Operands& operands, Instruction& instruction) {
  decode(opcode, operands, instruction, false);
}

}  // namespace

void addAtomics(Decoders& decoders) {
  decoders["atom"] = &atomic;
  decoders["red"] = &reduction;
}

}  // namespace emulator
