package dev.twofold.cpu.kernel;

import static dev.twofold.cpu.kernel.Arrays32.FRONT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RowOpsTest {

  private static final int[] LENGTHS = {1, 3, 7, 8, 9, 15, 16, 17, 33, 100};

  static Iterable<Kernels> kernels() {
    return Arrays32.kernels();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void scaleShiftAndMax_anyLength_exact(Kernels kernels) {
    for (int n : LENGTHS) {
      float[] a = Arrays32.whole(n, 1);
      float[] b = Arrays32.whole(n, 2);
      float[] c = Arrays32.whole(n, 3);
      float[] product = new float[n];
      float[] largest = new float[n];
      for (int i = 0; i < n; i++) {
        product[i] = a[i] * b[i] + c[i];
        largest[i] = Math.max(a[i], b[i]);
      }
      float[] out = Arrays32.output(n);
      kernels.rows().scaleShift(a, 0, b, 0, c, 0, out, FRONT, n);
      Arrays32.assertExact(product, out, "scaleShift");
      out = Arrays32.output(n);
      kernels.rows().max(a, 0, b, 0, out, FRONT, n);
      Arrays32.assertExact(largest, out, "max");
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void maxPlace_numbersZerosAndNan_laterWinsOnlyIfGreater(Kernels kernels) {
    float[] values = {0, -0f, 1, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    int n = values.length * values.length;
    float[] a = new float[n];
    float[] out = Arrays32.output(n);
    float[] expected = new float[n];
    int[] places = new int[n];
    int[] expectedPlaces = new int[n];
    for (int i = 0; i < n; i++) {
      float best = values[i % values.length];
      a[i] = values[i / values.length];
      out[FRONT + i] = best;
      boolean wins = a[i] > best || (Float.isNaN(a[i]) && !Float.isNaN(best));
      expected[i] = wins ? a[i] : best;
      expectedPlaces[i] = wins ? 7 : 0;
    }
    kernels.rows().maxPlace(a, 0, 7, out, FRONT, places, 0, n);
    Arrays32.assertExact(expected, out, "maxPlace");
    assertArrayEquals(expectedPlaces, places);
  }

  /// Special values, every octave, and a dense grid where the functions bend.
  private static float[] interesting() {
    java.util.List<Float> list = new java.util.ArrayList<>();
    for (float x :
        new float[] {
          0,
          -0f,
          Float.MIN_VALUE,
          -Float.MIN_VALUE,
          Float.MIN_NORMAL,
          1,
          -1,
          3,
          -3,
          6,
          87,
          88,
          88.7f,
          88.73f,
          -87,
          -87.4f,
          -88,
          -88.5f,
          -88.7f,
          -103,
          -104,
          -105,
          200,
          -200,
          Float.MAX_VALUE,
          -Float.MAX_VALUE,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.NaN,
          Float.intBitsToFloat(0xFFC00000),
          0.625f,
          -0.625f,
          0.62499f
        }) {
      list.add(x);
    }
    for (int i = -4000; i <= 4000; i++) {
      list.add(i / 400f);
    }
    for (int i = -880; i < 870; i++) {
      list.add(i / 10f);
    }
    for (int exponent = -126; exponent < 8; exponent++) {
      list.add(Math.scalb(1.37f, exponent));
      list.add(-Math.scalb(1.83f, exponent));
    }
    float[] array = new float[list.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = list.get(i);
    }
    return array;
  }

  @ParameterizedTest
  @EnumSource
  void finish_specialValuesAndGrid_withinFourUlp(Finish.Function function) {
    Finish finish = Finish.of(function, function == Finish.Function.CLIP ? -1 : 0.2f, 0.5f);
    float[] x = interesting();
    for (Kernels kernels : Arrays32.kernels()) {
      float[] out = x.clone();
      kernels.rows().finish(finish, out, 0, x, 0, x.length);
      for (int i = 0; i < x.length; i++) {
        float expected = Naive.finish(finish, x[i], 0);
        if (function == Finish.Function.HARD_SIGMOID && Math.abs(expected) < 0.5f) {
          // a * x + b cancels: the error is that of the larger terms.
          assertEquals(expected, out[i], 4 * Math.ulp(0.5f), function + " of " + x[i]);
        } else {
          assertWithin(4, expected, out[i], function + " of " + x[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void apply_specialValuesAndGrid_withinFourUlp(RowOps.Function function) {
    float[] x = interesting();
    for (Kernels kernels : Arrays32.kernels()) {
      float[] out = new float[x.length];
      kernels.rows().apply(function, x, 0, out, 0, x.length);
      for (int i = 0; i < x.length; i++) {
        float expected = (float) expected(function, x[i]);
        if (function == RowOps.Function.EXP || function == RowOps.Function.LOG) {
          assertWithin(4, expected, out[i], function + " of " + x[i]);
        } else if (function == RowOps.Function.ERF) {
          double bound = 4 * Math.ulp(expected);
          assertTrue(
              Float.isNaN(expected) ? Float.isNaN(out[i]) : Math.abs(out[i] - expected) <= bound,
              "erf of " + x[i] + ": got " + out[i] + ", expected " + expected);
        } else {
          assertEquals(expected, out[i], function + " of " + x[i]);
        }
      }
    }
  }

  private static double expected(RowOps.Function function, double x) {
    return switch (function) {
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case SQRT -> Math.sqrt(x);
      case ERF -> erf(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
    };
  }

  /// `2 / sqrt(pi) * exp(-x^2) * sum of 2^n x^(2n+1) / (2n+1)!!`.
  private static double erf(double x) {
    if (!(Math.abs(x) <= 6)) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 200; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  @ParameterizedTest
  @EnumSource
  void combine_specialValues_asJavaDefines(RowOps.Operation operation) {
    float[] values = {
      0, -0f, 1, -1, 0.5f, 2, -2.5f, 3, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
    };
    int n = values.length * values.length;
    float[] a = new float[n];
    float[] b = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = values[i / values.length];
      b[i] = values[i % values.length];
    }
    for (Kernels kernels : Arrays32.kernels()) {
      float[] both = new float[n];
      kernels.rows().combine(operation, a, 0, b, 0, both, 0, n);
      for (float value : values) {
        float[] right = new float[n];
        float[] left = new float[n];
        kernels.rows().combineRight(operation, a, 0, value, right, 0, n);
        kernels.rows().combineLeft(operation, value, b, 0, left, 0, n);
        for (int i = 0; i < n; i++) {
          assertEquals(
              combined(operation, a[i], b[i]), both[i], operation + " " + a[i] + " " + b[i]);
          assertEquals(combined(operation, a[i], value), right[i], operation + " " + a[i]);
          assertEquals(combined(operation, value, b[i]), left[i], operation + " " + b[i]);
        }
      }
    }
  }

  private static float combined(RowOps.Operation operation, float a, float b) {
    return switch (operation) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case POW -> (float) Math.pow(a, b);
      case EQUAL -> a == b ? 1 : 0;
      case LESS -> a < b ? 1 : 0;
      case GREATER -> a > b ? 1 : 0;
    };
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void selectAndMixFour_anyLength_exact(Kernels kernels) {
    for (int n : LENGTHS) {
      float[] which = Arrays32.whole(n, 1);
      which[0] = Float.NaN;
      float[] in = Arrays32.whole(4 * n, 2);
      float[] chosen = new float[n];
      float[] mixed = new float[n];
      for (int i = 0; i < n; i++) {
        chosen[i] = which[i] != 0 ? in[i] : in[n + i];
        mixed[i] = 2 * in[i] - in[n + i] + 3 * in[2 * n + i] + 0.5f * in[3 * n + i];
      }
      float[] out = Arrays32.output(n);
      kernels.rows().select(which, 0, in, 0, in, n, out, FRONT, n);
      Arrays32.assertExact(chosen, out, "select");
      out = Arrays32.output(n);
      kernels.rows().mixFour(in, 0, n, 2 * n, 3 * n, 2, -1, 3, 0.5f, out, FRONT, n);
      Arrays32.assertExact(mixed, out, "mixFour");
    }
  }

  /// Below the smallest normal number only the absolute error counts.
  private static void assertWithin(int ulps, float expected, float got, String what) {
    if (Float.isNaN(expected) || Float.isInfinite(expected)) {
      assertEquals(expected, got, what);
      return;
    }
    double bound = ulps * (double) Math.ulp(Math.max(Math.abs(expected), Float.MIN_NORMAL));
    if (Math.abs(expected) < 2 * Float.MIN_NORMAL) {
      bound = 2.0 * Float.MIN_NORMAL;
    }
    double error = Math.abs((double) expected - got);
    assertTrue(error <= bound, what + ": got " + got + ", expected " + expected);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void exp_grid_withinFourUlp(Kernels kernels) {
    float[] x = interesting();
    float[] zeros = new float[x.length];
    float[] out = new float[x.length];
    kernels.rows().exp(x, 0, zeros, 0, out, 0, x.length);
    float[] summed = new float[x.length];
    kernels.rows().expSum(x, 0, 0, summed, 0, x.length);
    assertArrayEquals(out, summed);
    for (int i = 0; i < x.length; i++) {
      assertWithin(4, (float) Math.exp(x[i]), out[i], "exp of " + x[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void expSum_anyLength_addsUp(Kernels kernels) {
    for (int n : LENGTHS) {
      float[] x = Arrays32.fractions(n, 4);
      float[] out = Arrays32.output(n);
      float sum = kernels.rows().expSum(x, 0, 1, out, FRONT, n);
      float[] expected = new float[n];
      double total = 0;
      for (int i = 0; i < n; i++) {
        expected[i] = (float) Math.exp(x[i] - 1);
        total += Math.exp(x[i] - 1);
      }
      Arrays32.assertClose(expected, out, 1e-6, "exp");
      assertEquals(total, sum, 1e-6 * total);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void finish_placeInRun_doesNotChangeBits(Kernels kernels) {
    float[] x = Arrays32.fractions(100, 5);
    for (Finish.Function function : Finish.Function.values()) {
      Finish finish = Finish.of(function, 0.25f, 0.75f).with(Finish.Residual.AFTER);
      float[] whole = x.clone();
      kernels.rows().finish(finish, whole, 0, x, 0, 100);
      float[] split = x.clone();
      for (int i = 0; i < 100; i += 7) {
        kernels.rows().finish(finish, split, i, x, i, Math.min(7, 100 - i));
      }
      assertArrayEquals(whole, split, function.toString());
    }
  }

  @Test
  void everything_notCompiled_sameBits() {
    RowOps vectors = new VectorKernels().rows();
    RowOps plain = Arrays32.cold().rows();
    float[] x = interesting();
    for (Finish.Function function : Finish.Function.values()) {
      Finish finish = Finish.of(function, 0.25f, 0.75f).with(Finish.Residual.AFTER);
      assertSame(function.toString(), x, (rows, a) -> rows.finish(finish, a, 0, x, 0, a.length));
    }
    for (RowOps.Operation op : RowOps.Operation.values()) {
      assertSame(op + " both", x, (rows, a) -> rows.combine(op, a, 0, x, 0, a, 0, a.length));
      assertSame(op + " right", x, (rows, a) -> rows.combineRight(op, a, 0, 3, a, 0, a.length));
      assertSame(op + " left", x, (rows, a) -> rows.combineLeft(op, 3, a, 0, a, 0, a.length));
    }
    int n = x.length / 5;
    assertSame("max", x, (rows, a) -> rows.max(a, 0, a, n, a, 0, n));
    assertSame("mean", x, (rows, a) -> rows.mean(x, 0, n, 5, a, 0, n));
    assertSame("scale", x, (rows, a) -> rows.scaleShift(x, 0, x, n, x, 2 * n, a, 0, n));
    assertSame("mix", x, (rows, a) -> rows.mix(x, 0, n, 0.3f, a, 0, n));
    assertSame(
        "bilinear", x, (rows, a) -> rows.bilinear(x, 0, n, 2 * n, 3 * n, 0.3f, 0.6f, a, 0, n));
    assertSame(
        "four", x, (rows, a) -> rows.mixFour(x, 0, n, 2 * n, 3 * n, 0.3f, 0.6f, -2, 0.1f, a, 0, n));
    assertSame("select", x, (rows, a) -> rows.select(x, 0, x, n, x, 2 * n, a, 0, n));
    for (RowOps.Function function : RowOps.Function.values()) {
      assertSame(function.toString(), x, (rows, a) -> rows.apply(function, x, 0, a, 0, x.length));
    }
    assertSame("exp", x, (rows, a) -> rows.exp(x, 0, x, n, a, 0, n));
    assertSame("sum", x, (rows, a) -> a[0] = rows.expSum(x, 0, 1, a, 0, n));
    int[] places = new int[n];
    int[] plainPlaces = new int[n];
    vectors.maxPlace(x, 0, 7, x.clone(), n, places, 0, n);
    plain.maxPlace(x, 0, 7, x.clone(), n, plainPlaces, 0, n);
    assertArrayEquals(places, plainPlaces);
  }

  private static void assertSame(String what, float[] x, BiConsumer<RowOps, float[]> call) {
    float[] expected = x.clone();
    call.accept(new VectorKernels().rows(), expected);
    float[] got = x.clone();
    call.accept(Arrays32.cold().rows(), got);
    assertArrayEquals(expected, got, what);
  }

  @Test
  void finish_shortRuns_touchNothingElse() {
    for (Kernels kernels : Arrays32.kernels()) {
      for (Finish.Function function : Finish.Function.values()) {
        for (int n : LENGTHS) {
          float[] x = Arrays32.whole(n, 6);
          float[] residual = Arrays32.whole(n, 7);
          Finish finish = Finish.of(function, 0.25f, 0.75f).with(Finish.Residual.BEFORE);
          float[] out = Arrays32.output(n);
          System.arraycopy(x, 0, out, FRONT, n);
          kernels.rows().finish(finish, out, FRONT, residual, 0, n);
          Arrays32.assertClose(Naive.finish(finish, x, residual), out, 1e-6, function + " of " + n);
        }
      }
    }
  }

  @Test
  void twins_vectorAndScalar_agreeWithinFourUlp() {
    float[] x = interesting();
    for (Finish.Function function : Finish.Function.values()) {
      Finish finish = Finish.of(function, 0.25f, 0.75f);
      float[] vector = x.clone();
      float[] scalar = x.clone();
      new VectorKernels().rows().finish(finish, vector, 0, x, 0, x.length);
      new ScalarKernels().rows().finish(finish, scalar, 0, x, 0, x.length);
      for (int i = 0; i < x.length; i++) {
        assertWithin(4, scalar[i], vector[i], function + " of " + x[i]);
      }
    }
  }
}
