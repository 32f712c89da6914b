package dev.twofold.cpu.kernel;

import static dev.twofold.cpu.kernel.Arrays32.FRONT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// [ImplicitGemm], [Stem] and [TransposedConvolution] against the definition.
class ConvolutionsTest {

  private static final int[] CHANNELS = {1, 3, 8, 17, 33};

  static Iterable<Kernels> kernels() {
    return Arrays32.kernels();
  }

  private static float[] planar(ConvGeometry g, float[] nhwc) {
    float[] nchw = new float[nhwc.length];
    int pixels = g.ih() * g.iw();
    for (int n = 0; n < g.n(); n++) {
      int at = n * pixels * g.ic();
      new ScalarTransposition().run(nhwc, at, pixels, g.ic(), nchw, at, 0, pixels, 0, g.ic());
    }
    return nchw;
  }

  private static void assertRegular(ConvGeometry g, Finish finish) {
    float[] in = Arrays32.whole(g.n() * g.ih() * g.inputRow(), 1);
    float[] weights = Arrays32.whole(g.oc() * (g.ic() / g.groups()) * g.kh() * g.kw(), 2);
    float[] bias = Arrays32.whole(g.oc(), 3);
    float[] residual = Arrays32.whole(g.pixels() * g.oc(), 4);
    float[] expected = Naive.finish(finish, Naive.convolve(g, in, weights, bias), residual);
    for (Kernels kernels : Arrays32.kernels()) {
      ImplicitGemm gemm = ImplicitGemm.of(kernels, g, weights, 0, bias, 0, finish);
      float[] out = Arrays32.output(expected.length);
      float[] workspace = Arrays32.workspace(gemm.workspaceElements() + 2);
      float[] padded = Arrays32.padded(in, 4);
      gemm.run(padded, 4, residual, 0, out, FRONT, 0, g.pixels(), 0, gemm.panels(), workspace, 2);
      Arrays32.assertExact(expected, out, "implicit GEMM " + g);
      if (!Stem.takes(kernels, g)) {
        continue;
      }
      for (boolean planar : new boolean[] {false, true}) {
        Stem stem = Stem.of(kernels, g, planar, weights, 0, bias, 0, finish);
        out = Arrays32.output(expected.length);
        workspace = Arrays32.workspace(stem.workspaceElements() + 2);
        padded = Arrays32.padded(planar ? planar(g, in) : in, 4);
        stem.run(padded, 4, residual, 0, out, FRONT, 0, g.rows(), workspace, 2);
        Arrays32.assertExact(expected, out, (planar ? "planar stem " : "stem ") + g);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 1", "1, 2, 0, 1", "2, 2, 0, 1", "3, 1, 1, 1", "3, 2, 1, 1", "3, 1, 2, 2",
    "3, 3, 0, 1", "5, 1, 2, 1", "5, 2, 4, 1", "7, 2, 3, 1", "2, 3, 1, 1", "4, 2, 1, 1"
  })
  void regular_smallIntegers_exact(int kernel, int stride, int pad, int dilation) {
    for (int ic : CHANNELS) {
      for (int size : new int[] {1, 2, 5, 7, 14, 53}) {
        if (size + 2 * pad >= dilation * (kernel - 1) + 1) {
          assertRegular(
              Arrays32.geometry(2, size, size, ic, 9, kernel, stride, pad, dilation, 1),
              Finish.NONE);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "8", "15", "16", "17", "24", "32", "33", "64", "96"})
  void regular_outputChannelsOnWideMap_exact(int oc) {
    assertRegular(Arrays32.geometry(1, 5, 33, 3, oc, 3, 2, 1, 1, 1), Finish.clip(0, 6));
    assertRegular(Arrays32.geometry(1, 4, 15, 3, oc, 3, 1, 1, 1, 1), Finish.NONE);
    assertRegular(Arrays32.geometry(1, 4, 16, 3, oc, 3, 1, 1, 1, 1), Finish.NONE);
  }

  @Test
  void stem_narrowOrGrouped_isRefused() {
    for (Kernels kernels : Arrays32.kernels()) {
      int fewest = kernels.gemm().fewestTapRows();
      assertTrue(Stem.takes(kernels, Arrays32.geometry(1, 9, fewest, 4, 4, 3, 1, 1, 1, 1)));
      assertFalse(Stem.takes(kernels, Arrays32.geometry(1, 9, fewest, 4, 4, 3, 1, 1, 1, 2)));
      assertFalse(Stem.takes(kernels, Arrays32.geometry(1, 9, fewest + 1, 4, 4, 3, 1, 0, 1, 1)));
    }
  }

  /// Windows that overlap by a row, share no row, and leave rows out, with padding on one side only.
  @Test
  void stem_rowsKeptAndDropped_exact() {
    for (int strideH : new int[] {1, 2, 3, 4}) {
      for (int dilationH : new int[] {1, 2, 3}) {
        int oh = (13 - 2 * dilationH - 1) / strideH + 1;
        assertRegular(
            new ConvGeometry(3, 10, 40, 3, oh, 20, 17, 3, 3, strideH, 2, 3, 2, dilationH, 1, 1),
            Finish.RELU);
      }
    }
  }

  @Test
  void regular_longPatchesInSeveralBlocks_exact() {
    assertRegular(Arrays32.geometry(1, 9, 9, 300, 20, 3, 1, 1, 1, 1), Finish.RELU);
  }

  @Test
  void regular_rowsInSeveralBlocks_exact() {
    assertRegular(Arrays32.geometry(2, 14, 14, 513, 3, 3, 1, 1, 1, 1), Finish.RELU);
    assertRegular(Arrays32.geometry(1, 29, 29, 400, 3, 3, 2, 1, 1, 1), Finish.RELU);
  }

  @Test
  void regular_rowLongerThanBlock_exact() {
    for (int stride : new int[] {1, 2, 3}) {
      Finish finish = Finish.RELU.with(Finish.Residual.AFTER);
      assertRegular(Arrays32.geometry(1, 4, 160 * stride, 300, 3, 3, stride, 1, 1, 1), finish);
    }
  }

  /// A panel of 64 columns would not fit the second cache, so they are 32 wide.
  @ParameterizedTest
  @CsvSource({"9", "17", "33", "70"})
  void regular_panelsNarrowedForCache_exact(int oc) {
    assertRegular(Arrays32.geometry(1, 3, 12, 400, oc, 3, 1, 1, 1, 1), Finish.NONE);
    assertRegular(Arrays32.geometry(1, 3, 3, 400, oc, 3, 1, 1, 1, 1), Finish.NONE);
  }

  @Test
  void regular_everyFinish_asDefined() {
    ConvGeometry g = Arrays32.geometry(1, 5, 20, 3, 17, 3, 1, 1, 1, 1);
    for (Finish.Residual order : Finish.Residual.values()) {
      assertRegular(g, Finish.of(Finish.Function.NONE, 0, 0).with(order));
      assertRegular(g, Finish.RELU.with(order));
      assertRegular(g, Finish.of(Finish.Function.LEAKY_RELU, 0.25f, 0).with(order));
    }
  }

  @Test
  void grouped_smallIntegers_exact() {
    for (int groups : new int[] {2, 3, 4}) {
      for (int perGroup : new int[] {1, 3, 8, 17}) {
        int ic = groups * perGroup;
        assertRegular(Arrays32.geometry(2, 6, 6, ic, groups * 5, 3, 1, 1, 1, groups), Finish.NONE);
        assertRegular(Arrays32.geometry(1, 7, 7, ic, groups * 9, 3, 2, 1, 2, groups), Finish.RELU);
        assertRegular(Arrays32.geometry(1, 3, 3, ic, groups * 2, 1, 1, 0, 1, groups), Finish.NONE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void regular_split_sameBits(Kernels kernels) {
    ConvGeometry g = Arrays32.geometry(2, 9, 30, 3, 33, 3, 1, 1, 1, 1);
    float[] in = Arrays32.fractions(2 * 9 * 30 * 3, 5);
    float[] weights = Arrays32.fractions(33 * 27, 6);
    float[] bias = Arrays32.fractions(33, 7);
    Finish finish = Finish.of(Finish.Function.SIGMOID, 0, 0);
    ImplicitGemm gemm = ImplicitGemm.of(kernels, g, weights, 0, bias, 0, finish);
    Stem stem = Stem.of(kernels, g, false, weights, 0, bias, 0, finish);
    float[] workspace = new float[Math.max(gemm.workspaceElements(), stem.workspaceElements())];
    float[] whole = new float[g.pixels() * 33];
    float[] split = new float[g.pixels() * 33];
    int panels = gemm.panels();
    gemm.run(in, 0, in, 0, whole, 0, 0, g.pixels(), 0, panels, workspace, 0);
    for (int pixel = 0; pixel < g.pixels(); pixel += 47) {
      int end = Math.min(g.pixels(), pixel + 47);
      for (int panel = 0; panel < panels; panel++) {
        gemm.run(in, 0, in, 0, split, 0, pixel, end, panel, panel + 1, workspace, 0);
      }
    }
    assertArrayEquals(whole, split);
    stem.run(in, 0, in, 0, whole, 0, 0, g.rows(), workspace, 0);
    for (int row = 0; row < g.rows(); row++) {
      stem.run(in, 0, in, 0, split, 0, row, row + 1, workspace, 0);
    }
    assertArrayEquals(whole, split);
  }

  private static void assertTransposed(ConvGeometry g, Finish finish) {
    float[] in = Arrays32.whole(g.n() * g.ih() * g.inputRow(), 1);
    float[] weights = Arrays32.whole(g.ic() * (g.oc() / g.groups()) * g.kh() * g.kw(), 2);
    float[] bias = Arrays32.whole(g.oc(), 3);
    float[] residual = Arrays32.whole(g.pixels() * g.oc(), 4);
    float[] expected = Naive.finish(finish, Naive.transposed(g, in, weights, bias), residual);
    for (Kernels kernels : Arrays32.kernels()) {
      TransposedConvolution convolution =
          TransposedConvolution.of(kernels, g, weights, 0, bias, 0, finish);
      float[] out = Arrays32.output(expected.length);
      float[] workspace = Arrays32.workspace(convolution.workspaceElements() + 2);
      float[] padded = Arrays32.padded(in, 4);
      for (int row = 0; row < g.rows(); row += 3) {
        int end = Math.min(g.rows(), row + 3);
        convolution.run(padded, 4, residual, 0, out, FRONT, row, end, workspace, 2);
      }
      Arrays32.assertExact(expected, out, "transposed " + g);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 0, 1, 0", "3, 2, 1, 1, 1", "3, 2, 1, 1, 0", "4, 2, 1, 1, 0", "3, 1, 1, 1, 0",
    "2, 3, 0, 1, 0", "1, 2, 0, 1, 1", "5, 3, 2, 1, 2", "3, 2, 0, 2, 0", "3, 1, 0, 2, 0"
  })
  void transposed_smallIntegers_exact(int kernel, int stride, int pad, int dilation, int extra) {
    for (int size : new int[] {1, 2, 5, 7}) {
      int out = (size - 1) * stride - 2 * pad + dilation * (kernel - 1) + 1 + extra;
      if (out < 1) {
        continue;
      }
      for (int groups = 1; groups <= 2; groups++) {
        for (int channels : new int[] {1, 3, 8, 17}) {
          assertTransposed(
              new ConvGeometry(
                  2,
                  size,
                  size,
                  channels * groups,
                  out,
                  out,
                  9 * groups,
                  kernel,
                  kernel,
                  stride,
                  stride,
                  pad,
                  pad,
                  dilation,
                  dilation,
                  groups),
              groups == 1 ? Finish.NONE : Finish.RELU.with(Finish.Residual.BEFORE));
        }
      }
    }
  }

  @Test
  void transposed_rowLongerThanBlock_exact() {
    assertTransposed(
        new ConvGeometry(1, 2, 60, 3, 4, 120, 5, 2, 2, 2, 2, 0, 0, 1, 1, 1), Finish.NONE);
  }
}
