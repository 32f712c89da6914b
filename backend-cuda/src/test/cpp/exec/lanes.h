// Turns a plain function of scalars into one that executes an instruction for all lanes of a warp.
//
//   struct: float add(float a, float b);   ->   &perLane<add>
//
// The result goes to `out[0]`, the arguments come from `in[0]`, `in[1]` ... The types of the
// function say how the slots are read: `bool` is a predicate, types of one and two bytes stand in
// the low bits of a slot of four.
#pragma once

#include <cstdint>
#include <utility>

#include "exec/warp.h"

namespace emulator {

// How a value of type T stands in a slot of the register file.
template <class T>
struct Source {
  explicit Source(Warp& warp, Operand operand) : slots(warp.lanes<Slot>(operand)) {}
  T operator[](int lane) const { return static_cast<T>(slots[lane]); }
  using Slot = T;
  const Slot* slots;
};

template <class T>
struct NarrowSource {
  explicit NarrowSource(Warp& warp, Operand operand) : slots(warp.lanes<uint32_t>(operand)) {}
  T operator[](int lane) const { return static_cast<T>(slots[lane]); }
  const uint32_t* slots;
};

template <> struct Source<uint8_t> : NarrowSource<uint8_t> { using NarrowSource::NarrowSource; };
template <> struct Source<int8_t> : NarrowSource<int8_t> { using NarrowSource::NarrowSource; };
template <> struct Source<uint16_t> : NarrowSource<uint16_t> { using NarrowSource::NarrowSource; };
template <> struct Source<int16_t> : NarrowSource<int16_t> { using NarrowSource::NarrowSource; };

template <>
struct Source<bool> {
  explicit Source(Warp& warp, Operand operand) : mask(warp.predicate(operand)) {}
  bool operator[](int lane) const { return mask >> lane & 1; }
  uint32_t mask;
};

template <class T>
struct Target {
  Target(Warp& warp, Operand operand) : slots(warp.lanes<Slot>(operand)) {}
  void set(int lane, T value) { slots[lane] = value; }
  using Slot = T;
  Slot* slots;
};

template <class T>
struct NarrowTarget {
  NarrowTarget(Warp& warp, Operand operand) : slots(warp.lanes<uint32_t>(operand)) {}
  void set(int lane, T value) { slots[lane] = static_cast<uint32_t>(value); }
  uint32_t* slots;
};

template <> struct Target<uint8_t> : NarrowTarget<uint8_t> { using NarrowTarget::NarrowTarget; };
template <> struct Target<int8_t> : NarrowTarget<int8_t> { using NarrowTarget::NarrowTarget; };
template <> struct Target<uint16_t> : NarrowTarget<uint16_t> { using NarrowTarget::NarrowTarget; };
template <> struct Target<int16_t> : NarrowTarget<int16_t> { using NarrowTarget::NarrowTarget; };

template <auto F, class Signature>
struct PerLane;

template <auto F, class R, class... A>
struct PerLane<F, R (*)(A...)> {
  static void execute(Warp& warp, const Instruction& instruction) {
    run(warp, instruction, std::index_sequence_for<A...>());
  }

 private:
  template <size_t... I>
  static void run(Warp& warp, const Instruction& instruction, std::index_sequence<I...>) {
    store(warp, instruction, Source<A>(warp, instruction.in[I])...);
  }

  static void store(Warp& warp, const Instruction& instruction, Source<A>... in) {
    if constexpr (std::is_same_v<R, bool>) {
      uint32_t mask = 0;
#pragma GCC ivdep
      for (int lane = 0; lane < kLanes; lane++) mask |= F(in[lane]...) ? 1u << lane : 0u;
      uint32_t& out = *warp.lanes<uint32_t>(instruction.out[0]);
      out = (out & ~warp.active) | (mask & warp.active);
    } else {
      Target<R> out(warp, instruction.out[0]);
      if (warp.active == kAllLanes) {
        // A result may be written over an argument, but only lane by lane.
#pragma GCC ivdep
        for (int lane = 0; lane < kLanes; lane++) out.set(lane, F(in[lane]...));
      } else {
        for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
          int lane = __builtin_ctz(rest);
          out.set(lane, F(in[lane]...));
        }
      }
    }
  }
};

template <auto F>
constexpr Execute perLane = &PerLane<F, decltype(F)>::execute;

}  // namespace emulator
