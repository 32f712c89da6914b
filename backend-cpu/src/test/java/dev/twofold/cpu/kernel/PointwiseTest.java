package dev.twofold.cpu.kernel;

import static dev.twofold.cpu.kernel.Arrays32.FRONT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointwiseTest {

  private static final int[] PIXELS = {1, 2, 3, 4, 5, 7, 8, 12, 13, 25, 49};

  static Iterable<Kernels> kernels() {
    return Arrays32.kernels();
  }

  private static ConvGeometry pixels(int pixels, int ic, int oc) {
    return Arrays32.geometry(1, 1, pixels, ic, oc, 1, 1, 0, 1, 1);
  }

  private static PackedWeights pack(Kernels kernels, int k, int n, float[] weights, float[] bias) {
    return PackedWeights.of(kernels.gemm().panels(k, n), k, (r, c) -> weights[c * k + r], bias, 0);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1, 3, 7, 8, 9, 15, 16, 17, 24, 32, 33, 40, 48, 56, 64, 65, 72, 96, 104, 112, 120, 128, 257
      })
  void run_smallIntegers_exact(int oc) {
    for (Kernels kernels : Arrays32.kernels()) {
      for (int ic : new int[] {1, 3, 16, 17}) {
        for (int pixels : PIXELS) {
          float[] in = Arrays32.whole(pixels * ic, 1);
          float[] weights = Arrays32.whole(ic * oc, 2);
          float[] bias = Arrays32.whole(oc, 3);
          float[] expected = Naive.convolve(pixels(pixels, ic, oc), in, weights, bias);
          PackedWeights packed = pack(kernels, ic, oc, weights, bias);
          Pointwise pointwise = new Pointwise(kernels, packed, Finish.NONE);
          float[] out = Arrays32.output(pixels * oc);
          float[] workspace = Arrays32.workspace(pointwise.workspaceElements() + 3);
          pointwise.run(
              Arrays32.padded(in, 2),
              2,
              in,
              0,
              out,
              FRONT,
              0,
              pixels,
              0,
              pointwise.panels(),
              workspace,
              3);
          String what = kernels + " " + pixels + "x" + ic + "x" + oc;
          Arrays32.assertExact(expected, out, what);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 16, 24, 33, 40, 64, 72, 104})
  void run_tilesNotCompiled_sameBits(int oc) {
    int ic = 37;
    float[] weights = Arrays32.fractions(ic * oc, 2);
    float[] bias = Arrays32.fractions(oc, 3);
    weights[5] = Float.POSITIVE_INFINITY;
    Kernels vectors = new VectorKernels();
    PackedWeights packed = pack(vectors, ic, oc, weights, bias);
    for (int pixels : PIXELS) {
      float[] in = Arrays32.fractions(pixels * ic, 1);
      in[0] = Float.NaN;
      float[] expected = new float[pixels * oc];
      run(vectors, packed, in, expected, pixels);
      float[] got = new float[pixels * oc];
      run(Arrays32.cold(), packed, in, got, pixels);
      assertArrayEquals(expected, got, pixels + " pixels");
    }
  }

  private static void run(
      Kernels kernels, PackedWeights packed, float[] in, float[] out, int pixels) {
    Pointwise pointwise = new Pointwise(kernels, packed, Finish.clip(-0.5f, 1));
    float[] workspace = new float[pointwise.workspaceElements()];
    pointwise.run(in, 0, in, 0, out, 0, 0, pixels, 0, pointwise.panels(), workspace, 0);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void run_everyFinish_asDefined(Kernels kernels) {
    int pixels = 29;
    int ic = 5;
    int oc = 41;
    float[] in = Arrays32.whole(pixels * ic, 4);
    float[] weights = Arrays32.whole(ic * oc, 5);
    float[] bias = Arrays32.whole(oc, 6);
    float[] residual = Arrays32.whole(pixels * oc, 7);
    float[] sums = Naive.convolve(pixels(pixels, ic, oc), in, weights, bias);
    PackedWeights packed = pack(kernels, ic, oc, weights, bias);
    for (Finish.Function function : Finish.Function.values()) {
      for (Finish.Residual order : Finish.Residual.values()) {
        Finish finish = Finish.of(function, 0.25f, 6).with(order);
        Pointwise pointwise = new Pointwise(kernels, packed, finish);
        float[] out = Arrays32.output(pixels * oc);
        float[] workspace = Arrays32.workspace(pointwise.workspaceElements());
        pointwise.run(
            in, 0, residual, 0, out, FRONT, 0, pixels, 0, pointwise.panels(), workspace, 0);
        float[] expected = Naive.finish(finish, sums, residual);
        Arrays32.assertClose(expected, out, 1e-6, finish.toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void run_splitByPixelsAndPanels_sameBits(Kernels kernels) {
    int pixels = 53;
    int ic = 19;
    int oc = 300;
    float[] in = Arrays32.fractions(pixels * ic, 8);
    PackedWeights packed =
        pack(kernels, ic, oc, Arrays32.fractions(ic * oc, 9), Arrays32.fractions(oc, 10));
    float[] residual = Arrays32.fractions(pixels * oc, 11);
    Finish finish = Finish.of(Finish.Function.SILU, 0, 0).with(Finish.Residual.AFTER);
    Pointwise pointwise = new Pointwise(kernels, packed, finish);
    float[] workspace = Arrays32.workspace(pointwise.workspaceElements());
    int panels = pointwise.panels();
    assertTrue(panels > 1);
    float[] whole = new float[pixels * oc];
    pointwise.run(in, 0, residual, 0, whole, 0, 0, pixels, 0, panels, workspace, 0);
    float[] split = new float[pixels * oc];
    for (int pixel = 0; pixel < pixels; pixel += 11) {
      int end = Math.min(pixels, pixel + 11);
      for (int panel = 0; panel < panels; panel++) {
        pointwise.run(in, 0, residual, 0, split, 0, pixel, end, panel, panel + 1, workspace, 0);
      }
    }
    assertArrayEquals(whole, split);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void run_moreThanOneBlock_exact(Kernels kernels) {
    int pixels = 301;
    int ic = 700;
    int oc = 9;
    float[] in = Arrays32.whole(pixels * ic, 12);
    float[] weights = Arrays32.whole(ic * oc, 13);
    float[] bias = Arrays32.whole(oc, 14);
    Pointwise pointwise = new Pointwise(kernels, pack(kernels, ic, oc, weights, bias), Finish.RELU);
    float[] out = Arrays32.output(pixels * oc);
    pointwise.run(
        in,
        0,
        in,
        0,
        out,
        FRONT,
        0,
        pixels,
        0,
        pointwise.panels(),
        Arrays32.workspace(pointwise.workspaceElements()),
        0);
    float[] sums = Naive.convolve(pixels(pixels, ic, oc), in, weights, bias);
    Arrays32.assertExact(Naive.finish(Finish.RELU, sums, sums), out, "blocks");
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void run_nanAndInfinity_passThroughClip(Kernels kernels) {
    for (int oc : new int[] {1, 8, 16, 24, 32, 64}) {
      float[] weights = new float[oc];
      java.util.Arrays.fill(weights, 1);
      float[] in = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        -0f,
        7,
        Float.MIN_VALUE,
        Float.intBitsToFloat(0xFFC00000),
        0,
        -1,
        3,
        6,
        100,
        -100
      };
      Pointwise pointwise =
          new Pointwise(kernels, pack(kernels, 1, oc, weights, new float[oc]), Finish.clip(0, 6));
      float[] out = runPixels(pointwise, in, oc);
      float[] expected = {Float.NaN, 6, 0, 0, 6, Float.MIN_VALUE, Float.NaN, 0, 0, 3, 6, 6, 0};
      for (int i = 0; i < out.length; i++) {
        assertEquals(expected[i / oc], out[i] + 0f, "element " + i + " of " + oc + " channels");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void run_negativeZero_becomesTheBound(Kernels kernels) {
    for (int oc : new int[] {1, 8, 16, 24, 32, 48, 64}) {
      float[] weights = new float[oc];
      float[] bias = new float[oc];
      java.util.Arrays.fill(weights, 1);
      java.util.Arrays.fill(bias, -0f);
      float[] in = new float[25];
      java.util.Arrays.fill(in, -0f);
      Pointwise pointwise =
          new Pointwise(kernels, pack(kernels, 1, oc, weights, bias), Finish.RELU);
      float[] out = runPixels(pointwise, in, oc);
      for (int i = 0; i < out.length; i++) {
        assertEquals(0f, out[i], "element " + i + " of " + oc + " channels");
      }
    }
  }

  /// Runs pixels of one channel each.
  private static float[] runPixels(Pointwise pointwise, float[] in, int oc) {
    float[] out = new float[in.length * oc];
    int panels = pointwise.panels();
    float[] workspace = Arrays32.workspace(pointwise.workspaceElements());
    pointwise.run(in, 0, in, 0, out, 0, 0, in.length, 0, panels, workspace, 0);
    return out;
  }

  @Test
  void sixOrFour_sixRowsOrMore_repeatsOneAtMost() {
    for (int rows = 6; rows < 200; rows++) {
      int left = rows;
      while (left > 0) {
        int height = WidePanels.sixOrFour(left);
        assertTrue(height == 6 || height == 4);
        left -= height;
      }
      assertTrue(left >= -1, rows + " rows");
    }
  }

  @Test
  void panels_anyColumns_coverEachOnce() {
    for (Kernels kernels : Arrays32.kernels()) {
      for (int columns = 1; columns <= 300; columns++) {
        Panels panels = kernels.gemm().panels(columns % 2 == 0 ? 1 : 5000, columns);
        int at = 0;
        for (int panel = 0; panel < panels.count(); panel++) {
          assertEquals(at, panels.first(panel));
          at += panels.used(panel);
          assertTrue(panels.used(panel) > 0);
          assertTrue(panel == panels.count() - 1 || panels.used(panel) == panels.width(panel));
        }
        assertEquals(columns, at);
        assertTrue(panels.paddedColumns() - columns < 16);
      }
    }
  }

  @Test
  void column_raggedPanel_lastVectorEndsWithThePanel() {
    Panels panels = Panels.repeated(24, 16, 64, 0, 32);
    assertEquals(15, panels.column(0, 15));
    assertEquals(8, panels.column(0, 16));
    assertEquals(23, panels.column(0, 31));
    assertEquals(8, panels.last(0));
    Panels narrow = Panels.repeated(5, 16, 64, 0, 16);
    assertEquals(4, narrow.column(0, 4));
    assertEquals(-1, narrow.column(0, 5));
  }
}
