package dev.twofold.cuda.emulator;

import static dev.twofold.cuda.emulator.Opcode.close;
import static dev.twofold.cuda.emulator.Opcode.exact;

import java.math.BigDecimal;
import java.util.List;

/// Arithmetic of floats: rounding, denormal numbers, signs of zero, NaN.
final class FloatOpcodes {

  private static final int NAN = 0x7fffffff;

  static final List<Opcode> ALL =
      List.of(
          f32("add.f32 %d, %a, %b;", (a, b, c) -> a + b),
          f32("sub.f32 %d, %a, %b;", (a, b, c) -> a - b),
          f32("mul.f32 %d, %a, %b;", (a, b, c) -> a * b),
          f32("div.rn.f32 %d, %a, %b;", (a, b, c) -> a / b),
          f32("fma.rn.f32 %d, %a, %b, %c;", (a, b, c) -> Math.fma(a, b, c)),
          f32("sqrt.rn.f32 %d, %a;", (a, b, c) -> (float) Math.sqrt(a)),
          f32("rcp.rn.f32 %d, %a;", (a, b, c) -> 1 / a),
          f32("min.f32 %d, %a, %b;", (a, b, c) -> number(a, b, Math.min(a, b))),
          f32("max.f32 %d, %a, %b;", (a, b, c) -> number(a, b, Math.max(a, b))),
          f32("min.NaN.f32 %d, %a, %b;", (a, b, c) -> Math.min(a, b)),
          f32("max.NaN.f32 %d, %a, %b;", (a, b, c) -> Math.max(a, b)),
          f32("add.ftz.f32 %d, %a, %b;", (a, b, c) -> flush(flush(a) + flush(b))),
          f32("mul.ftz.f32 %d, %a, %b;", (a, b, c) -> flush(flush(a) * flush(b))),
          f32(
              "max.ftz.f32 %d, %a, 0f00000000;",
              (a, b, c) -> number(a, 0f, Math.max(flush(a), 0f))),
          f32("add.sat.f32 %d, %a, %b;", (a, b, c) -> saturate(a + b)),
          f32("fma.rn.sat.f32 %d, %a, %b, %c;", (a, b, c) -> saturate(Math.fma(a, b, c))),
          f32("fma.rz.f32 %d, %a, %b, %c;", (a, b, c) -> directed(a, b, c, 0)),
          f32("fma.rm.f32 %d, %a, %b, %c;", (a, b, c) -> directed(a, b, c, -1)),
          f32("fma.rp.f32 %d, %a, %b, %c;", (a, b, c) -> directed(a, b, c, 1)),
          exact("neg.f32 %d, %a;", "f32 f32 f32 f32", (a, b, c) -> a ^ 0x80000000L),
          exact("abs.f32 %d, %a;", "f32 f32 f32 f32", (a, b, c) -> a & 0x7fffffffL),
          exact(
              "copysign.f32 %d, %a, %b;",
              "f32 f32 f32 f32", (a, b, c) -> (a & 0x80000000L) | (b & 0x7fffffffL)),
          approximate("ex2.approx.f32", a -> Math.pow(2, a)),
          approximate("ex2.approx.ftz.f32", a -> flush((float) Math.pow(2, flush((float) a)))),
          approximate("lg2.approx.f32", a -> Math.log(a) / Math.log(2)),
          approximate("rcp.approx.f32", a -> 1 / a),
          approximate("rsqrt.approx.f32", a -> 1 / Math.sqrt(a)),
          approximate("sqrt.approx.f32", Math::sqrt),
          approximate("tanh.approx.f32", Math::tanh),
          close("div.approx.f32 %d, %a, %b;", "f32 f32 f32 f32", (a, b, c) -> bits(f(a) / f(b))),
          close("div.full.f32 %d, %a, %b;", "f32 f32 f32 f32", (a, b, c) -> bits(f(a) / f(b))),
          f64("add.f64 %d, %a, %b;", (a, b, c) -> a + b),
          f64("mul.f64 %d, %a, %b;", (a, b, c) -> a * b),
          f64("div.rn.f64 %d, %a, %b;", (a, b, c) -> a / b),
          f64("fma.rn.f64 %d, %a, %b, %c;", (a, b, c) -> Math.fma(a, b, c)),
          f64("sqrt.rn.f64 %d, %a;", (a, b, c) -> Math.sqrt(a)),
          f64("neg.f64 %d, %a;", (a, b, c) -> -a),
          f64("abs.f64 %d, %a;", (a, b, c) -> Math.abs(a)));

  private FloatOpcodes() {}

  private interface FloatFunction {
    float of(float a, float b, float c);
  }

  private interface DoubleFunction {
    double of(double a, double b, double c);
  }

  private interface Unary {
    double of(double a);
  }

  private static float f(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  /// The hardware knows one NaN.
  private static long bits(float value) {
    return Float.isNaN(value) ? NAN : Float.floatToRawIntBits(value);
  }

  private static Opcode f32(String body, FloatFunction expected) {
    return exact(body, "f32 f32 f32 f32", (a, b, c) -> bits(expected.of(f(a), f(b), f(c))));
  }

  private static Opcode approximate(String name, Unary expected) {
    return close(
        name + " %d, %a;", "f32 f32 f32 f32", (a, b, c) -> bits((float) expected.of(f(a))));
  }

  /// Results in double precision are compared as numbers: all NaNs are one.
  private static Opcode f64(String body, DoubleFunction expected) {
    String test = "setp.nan.f64 %p, %d, %d;\nselp.b64 %d, 0d7FF8000000000000, %d, %p;";
    return exact(
        body + "\n" + test,
        "f64 f64 f64 f64",
        (a, b, c) ->
            Double.doubleToLongBits(
                expected.of(
                    Double.longBitsToDouble(a),
                    Double.longBitsToDouble(b),
                    Double.longBitsToDouble(c))));
  }

  /// A NaN gives way to a number.
  private static float number(float a, float b, float both) {
    return Float.isNaN(a) ? b : Float.isNaN(b) ? a : both;
  }

  private static float flush(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0f, value) : value;
  }

  private static float saturate(float value) {
    return value > 0 ? Math.min(value, 1f) : 0f;
  }

  /// `a b + c` rounded towards zero, down or up, from its exact value.
  private static float directed(float a, float b, float c, int direction) {
    float nearest = Math.fma(a, b, c);
    if (!Float.isFinite(a) || !Float.isFinite(b) || !Float.isFinite(c)) {
      return nearest;
    }
    BigDecimal exact = new BigDecimal(a).multiply(new BigDecimal(b)).add(new BigDecimal(c));
    if (exact.signum() == 0) {
      return zero(a, b, c, direction);
    }
    boolean down = direction < 0 || (direction == 0 && exact.signum() > 0);
    if (Float.isInfinite(nearest)) {
      boolean inward = nearest > 0 == down;
      return inward ? Math.copySign(Float.MAX_VALUE, nearest) : nearest;
    }
    int side = new BigDecimal(nearest).compareTo(exact);
    float result = nearest;
    if (down && side > 0) {
      result = Math.nextDown(nearest);
    } else if (!down && side < 0) {
      result = Math.nextUp(nearest);
    }
    return result == 0 ? Math.copySign(0f, exact.signum()) : result;
  }

  /// The sign of an exact zero: that of both terms, or minus where it is rounded down.
  private static float zero(float a, float b, float c, int direction) {
    float product = Math.copySign(1f, a) * Math.copySign(1f, b);
    boolean alike = product == Math.copySign(1f, c);
    boolean bothZero = (a == 0 || b == 0) && c == 0;
    if (bothZero && alike) {
      return Math.copySign(0f, c);
    }
    return direction < 0 ? -0f : 0f;
  }
}
