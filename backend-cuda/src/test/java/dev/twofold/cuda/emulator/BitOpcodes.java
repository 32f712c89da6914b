package dev.twofold.cuda.emulator;

import static dev.twofold.cuda.emulator.Opcode.exact;

import java.util.List;

/// Logic, shifts and fields of bits.
final class BitOpcodes {

  static final List<Opcode> ALL =
      List.of(
          b32("and.b32 %d, %a, %b;", (a, b, c) -> a & b),
          b32("or.b32 %d, %a, %b;", (a, b, c) -> a | b),
          b32("xor.b32 %d, %a, %b;", (a, b, c) -> a ^ b),
          b32("not.b32 %d, %a;", (a, b, c) -> ~a),
          b32("lop3.b32 %d, %a, %b, %c, 0x96;", (a, b, c) -> a ^ b ^ c),
          b32("lop3.b32 %d, %a, %b, %c, 0xE8;", (a, b, c) -> (a & b) | (a & c) | (b & c)),
          b32("shl.b32 %d, %a, %b;", (a, b, c) -> shift(b) ? 0 : a << b),
          b32("shr.u32 %d, %a, %b;", (a, b, c) -> shift(b) ? 0 : a >>> b),
          b32("shr.s32 %d, %a, %b;", (a, b, c) -> shift(b) ? a >> 31 : a >> b),
          b32("shf.l.wrap.b32 %d, %a, %b, %c;", (a, b, c) -> (int) (both(a, b) << (c & 31) >> 32)),
          b32("shf.r.wrap.b32 %d, %a, %b, %c;", (a, b, c) -> (int) (both(a, b) >>> (c & 31))),
          b32(
              "shf.l.clamp.b32 %d, %a, %b, %c;",
              (a, b, c) -> (int) (both(a, b) << (shift(c) ? 32 : c) >> 32)),
          b32(
              "shf.r.clamp.b32 %d, %a, %b, %c;",
              (a, b, c) -> (int) (both(a, b) >>> (shift(c) ? 32 : c))),
          b32("bfe.u32 %d, %a, %b, %c;", (a, b, c) -> extract(a, b & 255, c & 255, false)),
          b32("bfe.s32 %d, %a, %b, %c;", (a, b, c) -> extract(a, b & 255, c & 255, true)),
          b32("bfi.b32 %d, %a, %b, %c, 5;", (a, b, c) -> insert(a, b, c & 255, 5)),
          b32("bfi.b32 %d, %a, %b, 3, %c;", (a, b, c) -> insert(a, b, 3, c & 255)),
          b32("prmt.b32 %d, %a, %b, %c;", BitOpcodes::permute),
          b32("popc.b32 %d, %a;", (a, b, c) -> Integer.bitCount(a)),
          b32("clz.b32 %d, %a;", (a, b, c) -> Integer.numberOfLeadingZeros(a)),
          b32("brev.b32 %d, %a;", (a, b, c) -> Integer.reverse(a)),
          b32("bfind.u32 %d, %a;", (a, b, c) -> 31 - Integer.numberOfLeadingZeros(a)),
          b64("and.b64 %d, %a, %b;", (a, b, c) -> a & b),
          b64("xor.b64 %d, %a, %b;", (a, b, c) -> a ^ b),
          b64("not.b64 %d, %a;", (a, b, c) -> ~a),
          exact("shl.b64 %d, %a, %b;", "b64 b32 b32 b64", (a, b, c) -> wide(b) ? 0 : a << (int) b),
          exact("shr.u64 %d, %a, %b;", "b64 b32 b32 b64", (a, b, c) -> wide(b) ? 0 : a >>> (int) b),
          exact(
              "shr.s64 %d, %a, %b;",
              "b64 b32 b32 b64", (a, b, c) -> wide(b) ? a >> 63 : a >> (int) b),
          exact("popc.b64 %d, %a;", "b64 b64 b64 b32", (a, b, c) -> Long.bitCount(a)),
          exact("clz.b64 %d, %a;", "b64 b64 b64 b32", (a, b, c) -> Long.numberOfLeadingZeros(a)),
          exact("brev.b64 %d, %a;", "b64 b64 b64 b64", (a, b, c) -> Long.reverse(a)));

  private BitOpcodes() {}

  private interface IntFunction {
    int of(int a, int b, int c);
  }

  private static Opcode b32(String body, IntFunction expected) {
    return exact(body, "b32 b32 b32 b32", (a, b, c) -> expected.of((int) a, (int) b, (int) c));
  }

  private static Opcode b64(String body, Opcode.Function expected) {
    return exact(body, "b64 b64 b64 b64", expected);
  }

  /// Whether all bits are shifted out.
  private static boolean shift(int count) {
    return Integer.compareUnsigned(count, 32) >= 0;
  }

  private static boolean wide(long count) {
    return Integer.compareUnsigned((int) count, 64) >= 0;
  }

  private static long both(int low, int high) {
    return (long) high << 32 | Integer.toUnsignedLong(low);
  }

  /// Bit by bit, as the manual of PTX describes it.
  private static int extract(int a, int start, int length, boolean signed) {
    int highest = Math.min(start + length - 1, 31);
    boolean sign = signed && length > 0 && (a >>> highest & 1) == 1;
    int result = 0;
    for (int i = 0; i < 32; i++) {
      boolean bit = i < length && start + i <= 31 ? (a >>> (start + i) & 1) == 1 : sign;
      result |= bit ? 1 << i : 0;
    }
    return result;
  }

  private static int insert(int a, int b, int start, int length) {
    int result = b;
    for (int i = 0; i < length && start + i < 32; i++) {
      int mask = 1 << (start + i);
      result = (a >>> i & 1) == 1 ? result | mask : result & ~mask;
    }
    return result;
  }

  private static int permute(int a, int b, int selectors) {
    int result = 0;
    for (int i = 0; i < 4; i++) {
      int selector = selectors >>> (4 * i) & 15;
      int value = (int) (both(a, b) >>> (8 * (selector & 7))) & 255;
      int chosen = (selector & 8) == 0 ? value : value >= 128 ? 255 : 0;
      result |= chosen << (8 * i);
    }
    return result;
  }
}
