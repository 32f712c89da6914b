// setp: compares, and may combine the result with another predicate.

#include "isa/float.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

enum Comparison { kEq, kNe, kLt, kLe, kGt, kGe, kEqu, kNeu, kLtu, kLeu, kGtu, kGeu, kNum, kNan };
enum Combination { kNone, kAnd, kOr, kXor };

// The plain comparisons do not hold where one side is a NaN; those that end in `u` do.
template <class T, int C>
bool compare(T a, T b) {
  bool nan = a != a || b != b;
  switch (C) {
    case kEq: return a == b;
    case kNe: return !nan && a != b;
    case kLt: return a < b;
    case kLe: return a <= b;
    case kGt: return a > b;
    case kGe: return a >= b;
    case kEqu: return nan || a == b;
    case kNeu: return a != b;
    case kLtu: return !(a >= b);
    case kLeu: return !(a > b);
    case kGtu: return !(a <= b);
    case kGeu: return !(a < b);
    case kNum: return !nan;
    default: return nan;
  }
}

template <int C>
bool compareFlushed(float a, float b) { return compare<float, C>(flushed(a), flushed(b)); }

uint32_t combined(uint8_t how, uint32_t a, uint32_t b) {
  return how == kAnd ? a & b : how == kOr ? a | b : how == kXor ? a ^ b : a;
}

template <class T, bool (*F)(T, T)>
void execute(Warp& warp, const Instruction& instruction) {
  Source<T> a(warp, instruction.in[0]);
  Source<T> b(warp, instruction.in[1]);
  uint32_t holds = 0;
#pragma GCC ivdep
  for (int lane = 0; lane < kLanes; lane++) holds |= F(a[lane], b[lane]) ? 1u << lane : 0u;
  uint32_t other = instruction.mode == kNone ? 0 : warp.predicate(instruction.in[2]);
  auto store = [&](Operand operand, uint32_t mask) {
    uint32_t& out = *warp.lanes<uint32_t>(operand);
    out = (out & ~warp.active) | (mask & warp.active);
  };
  store(instruction.out[0], combined(instruction.mode, holds, other));
  if (instruction.out[1].offset >= 0) {
    store(instruction.out[1], combined(instruction.mode, ~holds, other));
  }
}

template <class T>
Execute forNumber(int comparison) {
  static const Execute kAll[] = {
      &execute<T, &compare<T, kEq>>,  &execute<T, &compare<T, kNe>>,  &execute<T, &compare<T, kLt>>,
      &execute<T, &compare<T, kLe>>,  &execute<T, &compare<T, kGt>>,  &execute<T, &compare<T, kGe>>};
  return kAll[comparison];
}

template <class T>
Execute forFloat(int comparison) {
  static const Execute kRest[] = {
      &execute<T, &compare<T, kEqu>>, &execute<T, &compare<T, kNeu>>,
      &execute<T, &compare<T, kLtu>>, &execute<T, &compare<T, kLeu>>,
      &execute<T, &compare<T, kGtu>>, &execute<T, &compare<T, kGeu>>,
      &execute<T, &compare<T, kNum>>, &execute<T, &compare<T, kNan>>};
  return comparison < kEqu ? forNumber<T>(comparison) : kRest[comparison - kEqu];
}

template <int... C>
Execute forFlushed(int comparison, std::integer_sequence<int, C...>) {
  static const Execute kAll[] = {&execute<float, &compareFlushed<C>>...};
  return kAll[comparison];
}

Execute chosen(const Opcode& opcode, Type type, int comparison, bool flush) {
  if (type == Type::F32 && flush) {
    return forFlushed(comparison, std::make_integer_sequence<int, kNan + 1>());
  }
  if (type == Type::F32) return forFloat<float>(comparison);
  if (type == Type::F64) return forFloat<double>(comparison);
  if (comparison >= kEqu) opcode.refuse("its comparison is for floats");
  switch (type) {
    case Type::U16: case Type::B16: return forNumber<uint16_t>(comparison);
    case Type::S16: return forNumber<int16_t>(comparison);
    case Type::U32: case Type::B32: return forNumber<uint32_t>(comparison);
    case Type::S32: return forNumber<int32_t>(comparison);
    case Type::U64: case Type::B64: return forNumber<uint64_t>(comparison);
    case Type::S64: return forNumber<int64_t>(comparison);
    default: opcode.refuse("its type cannot be compared");
  }
}

int takeComparison(Opcode& opcode) {
  int found = opcode.takeOneOf({"eq", "ne", "lt", "le", "gt", "ge", "equ", "neu", "ltu", "leu",
                                "gtu", "geu", "num", "nan"}, -1);
  if (found >= 0) return found;
  // Other names of unsigned comparisons.
  found = opcode.takeOneOf({"lo", "ls", "hi", "hs"}, -1);
  if (found < 0) opcode.refuse("it names no comparison");
  return kLt + found;
}

void setPredicate(Opcode& opcode, Operands& operands, Instruction& instruction) {
  int comparison = takeComparison(opcode);
  instruction.mode = static_cast<uint8_t>(opcode.takeOneOf({"and", "or", "xor"}, -1) + 1);
  bool flush = opcode.take("ftz");
  Type type = opcode.type();
  auto [first, second] = Operands::pair(operands.text(0));
  instruction.out[0] = operands.writeText(first, 0);
  if (!second.empty()) instruction.out[1] = operands.writeText(second, 0);
  instruction.in[0] = operands.read(1, type);
  instruction.in[1] = operands.read(2, type);
  if (instruction.mode != kNone) instruction.in[2] = operands.read(3, Type::Pred);
  instruction.execute = chosen(opcode, type, comparison, flush);
}

}  // namespace

void addComparison(Decoders& decoders) { decoders["setp"] = &setPredicate; }

}  // namespace emulator
