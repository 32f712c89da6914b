package dev.twofold.cuda.emulator;

import static dev.twofold.cuda.emulator.Opcode.exact;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// cvt: between integers and floats.
final class ConversionOpcodes {

  private static final int NAN = 0x7fffffff;

  static final List<Opcode> ALL =
      List.of(
          integers("cvt.s32.s8 %d, %a;", "s32", "s32", a -> (byte) a),
          integers("cvt.u32.u8 %d, %a;", "s32", "s32", a -> a & 255),
          integers("cvt.s32.s16 %d, %a;", "s32", "s32", a -> (short) a),
          integers("cvt.u32.u16 %d, %a;", "s32", "s32", a -> a & 65535),
          integers("cvt.s64.s32 %d, %a;", "s32", "s64", a -> (int) a),
          integers("cvt.u64.u32 %d, %a;", "s32", "s64", a -> a & 0xffffffffL),
          integers("cvt.u32.u64 %d, %a;", "s64", "s32", a -> a),
          integers("cvt.sat.s8.s32 %d, %a;", "s32", "s32", a -> Math.clamp((int) a, -128, 127)),
          integers("cvt.sat.u8.s32 %d, %a;", "s32", "s32", a -> Math.clamp((int) a, 0, 255)),
          toInteger(
              "cvt.rzi.s32.f32", "s32", RoundingMode.DOWN, Integer.MIN_VALUE, Integer.MAX_VALUE),
          toInteger(
              "cvt.rni.s32.f32",
              "s32",
              RoundingMode.HALF_EVEN,
              Integer.MIN_VALUE,
              Integer.MAX_VALUE),
          toInteger(
              "cvt.rmi.s32.f32", "s32", RoundingMode.FLOOR, Integer.MIN_VALUE, Integer.MAX_VALUE),
          toInteger(
              "cvt.rpi.s32.f32", "s32", RoundingMode.CEILING, Integer.MIN_VALUE, Integer.MAX_VALUE),
          toInteger("cvt.rzi.u32.f32", "s32", RoundingMode.DOWN, 0, 0xffffffffL),
          toInteger("cvt.rzi.s64.f32", "s64", RoundingMode.DOWN, Long.MIN_VALUE, Long.MAX_VALUE),
          fromInteger("cvt.rn.f32.s32", "s32", RoundingMode.HALF_EVEN),
          fromInteger("cvt.rz.f32.s32", "s32", RoundingMode.DOWN),
          fromInteger("cvt.rm.f32.s32", "s32", RoundingMode.FLOOR),
          fromInteger("cvt.rp.f32.s32", "s32", RoundingMode.CEILING),
          fromInteger("cvt.rn.f32.u32", "u32", RoundingMode.HALF_EVEN),
          fromInteger("cvt.rn.f32.s64", "s64", RoundingMode.HALF_EVEN),
          integral("cvt.rni.f32.f32", Math::rint),
          integral("cvt.rzi.f32.f32", a -> a < 0 ? Math.ceil(a) : Math.floor(a)),
          integral("cvt.rmi.f32.f32", Math::floor),
          integral("cvt.rpi.f32.f32", Math::ceil),
          integral("cvt.sat.f32.f32", a -> a > 0 ? Math.min(a, 1) : 0),
          exact(
              "cvt.f64.f32 %d, %a;\nsetp.nan.f64 %p, %d, %d;\nselp.b64 %d, 0, %d, %p;",
              "f32 f32 f32 f64",
              (a, b, c) -> Float.isNaN(f(a)) ? 0 : Double.doubleToRawLongBits(f(a))),
          exact(
              "cvt.rn.f32.f64 %d, %a;",
              "f64 f64 f64 f32", (a, b, c) -> bits((float) Double.longBitsToDouble(a))),
          exact(
              "cvt.rn.f16.f32 %d, %a;\ncvt.f32.f16 %d, %d;",
              "f32 f32 f32 f32",
              (a, b, c) -> bits(Float.float16ToFloat(Float.floatToFloat16(f(a))))),
          exact("cvt.rna.tf32.f32 %d, %a;", "f32 f32 f32 b32", (a, b, c) -> tf32(f(a))));

  private ConversionOpcodes() {}

  private interface LongFunction {
    long of(long a);
  }

  private interface DoubleFunction {
    double of(double a);
  }

  private static float f(long bits) {
    return Float.intBitsToFloat((int) bits);
  }

  private static long bits(float value) {
    return Float.isNaN(value) ? NAN : Float.floatToRawIntBits(value);
  }

  private static Opcode integers(String body, String from, String to, LongFunction expected) {
    String types = "%s %s %s %s".formatted(from, from, from, to);
    return exact(body, types, (a, b, c) -> expected.of(from.equals("s32") ? (int) a : a));
  }

  /// Rounded, then limited to the range; NaN becomes 0, or the least number of 64 bits.
  private static Opcode toInteger(
      String name, String type, RoundingMode mode, long least, long most) {
    return exact(
        name + " %d, %a;",
        "f32 f32 f32 " + type,
        (a, b, c) -> {
          float value = f(a);
          if (Float.isNaN(value)) {
            return type.equals("s64") ? Long.MIN_VALUE : 0;
          }
          if (Float.isInfinite(value)) {
            return value > 0 ? most : least;
          }
          BigDecimal rounded = new BigDecimal(value).setScale(0, mode);
          return rounded
              .min(BigDecimal.valueOf(most))
              .max(BigDecimal.valueOf(least))
              .longValueExact();
        });
  }

  private static Opcode fromInteger(String name, String type, RoundingMode mode) {
    return exact(
        name + " %d, %a;",
        "%1$s %1$s %1$s f32".formatted(type),
        (a, b, c) -> {
          long value =
              switch (type) {
                case "s32" -> (int) a;
                case "u32" -> a & 0xffffffffL;
                default -> a;
              };
          return bits(rounded(value, mode));
        });
  }

  /// The float next to an integer in the direction of the mode.
  private static float rounded(long value, RoundingMode mode) {
    float nearest = (float) value;
    if (mode == RoundingMode.HALF_EVEN) {
      return nearest;
    }
    boolean down = mode == RoundingMode.FLOOR || (mode == RoundingMode.DOWN && value > 0);
    int side = new BigDecimal(nearest).compareTo(BigDecimal.valueOf(value));
    if (down) {
      return side > 0 ? Math.nextDown(nearest) : nearest;
    }
    return side < 0 ? Math.nextUp(nearest) : nearest;
  }

  private static Opcode integral(String name, DoubleFunction expected) {
    return exact(
        name + " %d, %a;", "f32 f32 f32 f32", (a, b, c) -> bits((float) expected.of(f(a))));
  }

  /// To 10 bits of fraction, halves away from zero.
  private static long tf32(float value) {
    if (Float.isNaN(value) || Float.isInfinite(value)) {
      return bits(value);
    }
    // The place of the last bit; denormals have that of the smallest normal number.
    BigDecimal last = new BigDecimal(Math.scalb(1.0, Math.getExponent(value) - 10));
    if (Math.abs(value) < Float.MIN_NORMAL) {
      last = new BigDecimal(Math.scalb(1.0, Float.MIN_EXPONENT - 10));
    }
    BigDecimal count = new BigDecimal(value).divide(last).setScale(0, RoundingMode.HALF_UP);
    float rounded = count.multiply(last).floatValue();
    return Float.floatToRawIntBits(Math.copySign(rounded, value));
  }
}
