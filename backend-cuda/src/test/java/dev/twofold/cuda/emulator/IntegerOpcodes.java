package dev.twofold.cuda.emulator;

import static dev.twofold.cuda.emulator.Opcode.exact;

import java.util.List;

/// Arithmetic of integers.
final class IntegerOpcodes {

  static final List<Opcode> ALL =
      List.of(
          s32("add.s32", (a, b, c) -> a + b),
          s32("sub.s32", (a, b, c) -> a - b),
          s32("mul.lo.s32", (a, b, c) -> a * b),
          s32("mul.hi.s32", (a, b, c) -> ((long) a * b) >> 32),
          s32("div.s32", (a, b, c) -> b == 0 ? -1 : a / b),
          s32("rem.s32", (a, b, c) -> b == 0 ? a : a % b),
          s32("min.s32", (a, b, c) -> Math.min(a, b)),
          s32("max.s32", (a, b, c) -> Math.max(a, b)),
          s32("div.u32", (a, b, c) -> b == 0 ? -1 : Integer.divideUnsigned(a, b)),
          s32("rem.u32", (a, b, c) -> b == 0 ? a : Integer.remainderUnsigned(a, b)),
          s32("min.u32", (a, b, c) -> Integer.compareUnsigned(a, b) < 0 ? a : b),
          s32("max.u32", (a, b, c) -> Integer.compareUnsigned(a, b) > 0 ? a : b),
          s32("mul.hi.u32", (a, b, c) -> (u(a) * u(b)) >>> 32),
          exact("mad.lo.s32 %d, %a, %b, %c;", "s32 s32 s32 s32", (a, b, c) -> a * b + c),
          exact(
              "mad.hi.s32 %d, %a, %b, %c;",
              "s32 s32 s32 s32", (a, b, c) -> ((long) (int) a * (int) b >> 32) + c),
          exact(
              "mul.wide.s32 %d, %a, %b;", "s32 s32 s32 s64", (a, b, c) -> (long) (int) a * (int) b),
          exact(
              "mul.wide.u32 %d, %a, %b;", "u32 u32 u32 u64", (a, b, c) -> u((int) a) * u((int) b)),
          exact(
              "mad.wide.s32 %d, %a, %b, %c;",
              "s32 s32 s64 s64", (a, b, c) -> (long) (int) a * (int) b + c),
          exact(
              "mad.wide.u32 %d, %a, %b, %c;",
              "u32 u32 u64 u64", (a, b, c) -> u((int) a) * u((int) b) + c),
          exact("neg.s32 %d, %a;", "s32 s32 s32 s32", (a, b, c) -> -a),
          exact("abs.s32 %d, %a;", "s32 s32 s32 s32", (a, b, c) -> Math.abs((int) a)),
          s64("add.s64", (a, b, c) -> a + b),
          s64("sub.s64", (a, b, c) -> a - b),
          s64("mul.lo.s64", (a, b, c) -> a * b),
          s64("mul.hi.s64", (a, b, c) -> Math.multiplyHigh(a, b)),
          s64("mul.hi.u64", (a, b, c) -> Math.unsignedMultiplyHigh(a, b)),
          s64("div.s64", (a, b, c) -> b == 0 ? -1 : a / b),
          s64("rem.s64", (a, b, c) -> b == 0 ? a : a % b),
          s64("div.u64", (a, b, c) -> b == 0 ? -1 : Long.divideUnsigned(a, b)),
          s64("rem.u64", (a, b, c) -> b == 0 ? a : Long.remainderUnsigned(a, b)),
          s64("min.s64", (a, b, c) -> Math.min(a, b)),
          s64("max.u64", (a, b, c) -> Long.compareUnsigned(a, b) > 0 ? a : b),
          exact("mad.lo.s64 %d, %a, %b, %c;", "s64 s64 s64 s64", (a, b, c) -> a * b + c),
          exact("neg.s64 %d, %a;", "s64 s64 s64 s64", (a, b, c) -> -a),
          exact(
              "mul.wide.s16 %d, %a, %b;",
              "s32 s32 s32 s32", (a, b, c) -> (int) (short) a * (short) b),
          exact(
              "mul.lo.s16 %d, %a, %b;\nand.b32 %d, %d, 65535;",
              "s32 s32 s32 s32", (a, b, c) -> (a * b) & 65535),
          exact("add.s32 %d, %a, -7;", "s32 s32 s32 s32", (a, b, c) -> a - 7),
          exact("mul.wide.s32 %d, %a, -3;", "s32 s32 s32 s64", (a, b, c) -> (long) (int) a * -3));

  private IntegerOpcodes() {}

  private interface IntFunction {
    long of(int a, int b, int c);
  }

  private static long u(int value) {
    return Integer.toUnsignedLong(value);
  }

  private static Opcode s32(String name, IntFunction expected) {
    return exact(
        name + " %d, %a, %b;",
        "s32 s32 s32 s32",
        (a, b, c) -> expected.of((int) a, (int) b, (int) c));
  }

  private static Opcode s64(String name, Opcode.Function expected) {
    return exact(name + " %d, %a, %b;", "s64 s64 s64 s64", expected);
  }
}
