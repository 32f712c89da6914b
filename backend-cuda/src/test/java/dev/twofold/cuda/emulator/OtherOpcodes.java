package dev.twofold.cuda.emulator;

import static dev.twofold.cuda.emulator.Opcode.exact;

import java.util.ArrayList;
import java.util.List;

/// Comparisons, selection, predicates and moves.
final class OtherOpcodes {

  private static final String CHOOSE = "\nselp.b32 %d, 1, 0, %p;";

  static final List<Opcode> ALL = all();

  private OtherOpcodes() {}

  private interface Holds {
    boolean of(long a, long b);
  }

  private interface FloatHolds {
    boolean of(float a, float b);
  }

  private static List<Opcode> all() {
    List<Opcode> all = new ArrayList<>();
    all.addAll(integers());
    all.addAll(floats());
    all.addAll(predicates());
    all.addAll(moves());
    return List.copyOf(all);
  }

  private static Opcode compare(String name, String type, Holds holds) {
    return exact(
        name + " %p, %a, %b;" + CHOOSE,
        "%1$s %1$s %1$s s32".formatted(type),
        (a, b, c) -> holds.of(a, b) ? 1 : 0);
  }

  private static Opcode compareFloats(String name, FloatHolds holds) {
    return compare(
        name,
        "f32",
        (a, b) -> holds.of(Float.intBitsToFloat((int) a), Float.intBitsToFloat((int) b)));
  }

  private static List<Opcode> integers() {
    return List.of(
        compare("setp.eq.s32", "s32", (a, b) -> (int) a == (int) b),
        compare("setp.ne.s32", "s32", (a, b) -> (int) a != (int) b),
        compare("setp.lt.s32", "s32", (a, b) -> (int) a < (int) b),
        compare("setp.ge.s32", "s32", (a, b) -> (int) a >= (int) b),
        compare("setp.lt.u32", "s32", (a, b) -> Integer.compareUnsigned((int) a, (int) b) < 0),
        compare("setp.hi.u32", "s32", (a, b) -> Integer.compareUnsigned((int) a, (int) b) > 0),
        compare("setp.le.s64", "s64", (a, b) -> a <= b),
        compare("setp.gt.u64", "s64", (a, b) -> Long.compareUnsigned(a, b) > 0),
        compare("setp.lt.s16", "s32", (a, b) -> (short) a < (short) b));
  }

  private static List<Opcode> floats() {
    return List.of(
        compareFloats("setp.eq.f32", (a, b) -> a == b),
        compareFloats("setp.ne.f32", (a, b) -> a < b || a > b),
        compareFloats("setp.lt.f32", (a, b) -> a < b),
        compareFloats("setp.le.f32", (a, b) -> a <= b),
        compareFloats("setp.gt.f32", (a, b) -> a > b),
        compareFloats("setp.ge.f32", (a, b) -> a >= b),
        compareFloats("setp.equ.f32", (a, b) -> !(a < b || a > b)),
        compareFloats("setp.neu.f32", (a, b) -> a != b),
        compareFloats("setp.ltu.f32", (a, b) -> !(a >= b)),
        compareFloats("setp.leu.f32", (a, b) -> !(a > b)),
        compareFloats("setp.gtu.f32", (a, b) -> !(a <= b)),
        compareFloats("setp.geu.f32", (a, b) -> !(a < b)),
        compareFloats("setp.num.f32", (a, b) -> !Float.isNaN(a) && !Float.isNaN(b)),
        compareFloats("setp.nan.f32", (a, b) -> Float.isNaN(a) || Float.isNaN(b)));
  }

  private static List<Opcode> predicates() {
    String three = "s32 s32 s32 s32";
    return List.of(
        exact(
            "setp.gt.s32 %q, %c, 5;\nsetp.lt.and.s32 %p, %a, %b, %q;" + CHOOSE,
            three,
            (a, b, c) -> (int) a < (int) b && (int) c > 5 ? 1 : 0),
        exact(
            "setp.gt.s32 %q, %c, 5;\nsetp.lt.or.s32 %p, %a, %b, !%q;" + CHOOSE,
            three,
            (a, b, c) -> (int) a < (int) b || (int) c <= 5 ? 1 : 0),
        exact(
            "setp.lt.s32 %p|%q, %a, %b;\nselp.b32 %d, %c, 9, %q;",
            three, (a, b, c) -> (int) a < (int) b ? 9 : c),
        exact(
            "setp.lt.s32 %p, %a, %b;\n"
                + "setp.gt.s32 %q, %c, 0;\n"
                + "xor.pred %p, %p, %q;\n"
                + "not.pred %p, %p;"
                + CHOOSE,
            three,
            (a, b, c) -> ((int) a < (int) b) == ((int) c > 0) ? 1 : 0),
        exact(
            "setp.lt.s32 %p, %a, %b;\n"
                + "mov.b32 %d, %c;\n"
                + "@%p add.s32 %d, %d, 100;\n"
                + "@!%p neg.s32 %d, %d;",
            three, (a, b, c) -> (int) a < (int) b ? c + 100 : -c),
        exact("mov.pred %p, -1;" + CHOOSE, three, (a, b, c) -> 1));
  }

  private static List<Opcode> moves() {
    return List.of(
        exact("mov.b64 %d, {%a, %b};", "b32 b32 b32 b64", (a, b, c) -> b << 32 | a & 0xffffffffL),
        exact(
            "mov.b64 {%t0, %t1}, %a;\nmov.b64 %d, {%t1, %t0};",
            "b64 b64 b64 b64", (a, b, c) -> Long.rotateLeft(a, 32)),
        exact("mov.b32 %d, {%a, %b};", "b32 b32 b32 b32", (a, b, c) -> b << 16 | a & 65535),
        exact("mov.f32 %d, 0f3F800000;", "b32 b32 b32 f32", (a, b, c) -> 0x3f800000),
        exact("mov.b32 %d, %c;", "b32 b32 b32 b32", (a, b, c) -> c),
        exact(
            "mov.b32 %d, 0;\n{\n.reg .b32 inner;\nadd.s32 inner, %a, 1;\nmov.b32 %d, inner;\n}",
            "b32 b32 b32 b32", (a, b, c) -> a + 1));
  }
}
