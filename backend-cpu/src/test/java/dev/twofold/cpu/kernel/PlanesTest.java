package dev.twofold.cpu.kernel;

import static dev.twofold.cpu.kernel.Arrays32.FRONT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanesTest {

  /// One plane: NCHW and NHWC are the same.
  private static ConvGeometry plane(int ih, int iw, int stride, int before, int after) {
    int oh = (ih + before + after - 3) / stride + 1;
    int ow = (iw + before + after - 3) / stride + 1;
    return new ConvGeometry(1, ih, iw, 1, oh, ow, 1, 3, 3, stride, stride, before, before, 1, 1, 1);
  }

  private static float[] run(
      Kernels kernels, ConvGeometry g, Finish finish, float[] in, int i0, float[] weights) {
    PlanarDepthwise depthwise = new PlanarDepthwise(kernels, g, weights, new float[] {2}, finish);
    float[] workspace = Arrays32.workspace(3 + depthwise.workspaceElements());
    float[] out = Arrays32.output(g.pixels() + depthwise.slack());
    depthwise.run(0, in, i0, out, FRONT, 0, g.oh(), workspace, 3);
    float[] whole = Arrays32.output(g.pixels());
    System.arraycopy(out, 0, whole, 0, FRONT + g.pixels());
    Arrays32.assertExact(
        new float[depthwise.slack()],
        tail(out, FRONT + g.pixels(), depthwise.slack()),
        "behind the slack");
    return whole;
  }

  /// The output behind the pixels, with what may be lost set to zero.
  private static float[] tail(float[] out, int from, int slack) {
    float[] tail = Arrays32.output(slack);
    System.arraycopy(out, from + slack, tail, FRONT + slack, out.length - from - slack);
    java.util.Arrays.fill(tail, FRONT, FRONT + slack, 0);
    return tail;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0", "1, 1, 1", "1, 0, 1", "1, 1, 0", "2, 0, 0", "2, 1, 1", "2, 0, 1", "2, 1, 0"
  })
  void run_anyWidth_exact(int stride, int before, int after) {
    float[] weights = Arrays32.whole(9, 1);
    for (int iw = 3; iw < 80; iw++) {
      ConvGeometry g = plane(40 - iw / 4, iw, stride, before, after);
      if (!PlanarDepthwise.takes(g)) {
        continue;
      }
      float[] in = Arrays32.whole(g.ih() * iw, iw);
      float[] expected = Naive.convolve(g, in, weights, new float[] {2});
      for (Kernels kernels : Arrays32.kernels()) {
        // At the ends of the array, in its middle, and with NaN on both sides.
        Arrays32.assertExact(
            expected, run(kernels, g, Finish.NONE, in, 0, weights), kernels + " " + g);
        for (int front : new int[] {3, Planes.MARGIN}) {
          float[] padded = new float[in.length + 2 * Planes.MARGIN];
          java.util.Arrays.fill(padded, Float.NaN);
          System.arraycopy(in, 0, padded, front, in.length);
          Arrays32.assertExact(
              expected, run(kernels, g, Finish.NONE, padded, front, weights), kernels + " " + g);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 17, 1, 1", "2, 5, 7, 7, 1", "2, 4, 8, 8, 1", "1, 3, 6, 3, 1", "2, 6, 14, 13, 2",
    "1, 7, 14, 14, 2", "1, 4, 15, 13, 2", "3, 3, 9, 8, 2", "1, 6, 4, 4, 1", "2, 3, 20, 20, 1",
    "1, 4, 5, 30, 2"
  })
  void runPlanes_anySplit_exactAndNanStaysInItsPlane(
      int images, int channels, int ih, int iw, int stride) {
    ConvGeometry one = plane(ih, iw, stride, 1, 1);
    ConvGeometry g =
        Arrays32.geometry(images, ih, iw, channels, channels, 3, stride, 1, 1, channels);
    float[] weights = Arrays32.whole(9 * channels, 1);
    float[] bias = Arrays32.whole(channels, 2);
    float[] in = Arrays32.whole(images * channels * ih * iw, 3);
    in[ih * iw] = Float.NaN;
    in[in.length - 1] = Float.POSITIVE_INFINITY;
    int n = one.pixels();
    float[] expected = new float[images * channels * n];
    for (int p = 0; p < images * channels; p++) {
      int c = p % channels;
      float[] w = java.util.Arrays.copyOfRange(weights, 9 * c, 9 * c + 9);
      float[] x = java.util.Arrays.copyOfRange(in, p * ih * iw, (p + 1) * ih * iw);
      System.arraycopy(Naive.convolve(one, x, w, new float[] {bias[c]}), 0, expected, p * n, n);
    }
    for (Kernels kernels : Arrays32.kernels()) {
      PlanarDepthwise depthwise = new PlanarDepthwise(kernels, g, weights, bias, Finish.NONE);
      float[] workspace = Arrays32.workspace(2 + depthwise.workspaceElements());
      for (int step = 1; step <= images * channels; step++) {
        float[] out = Arrays32.output(expected.length);
        for (int p = 0; p < images * channels; p += step) {
          int end = Math.min(images * channels, p + step);
          depthwise.runPlanes(p, end, in, 0, out, FRONT, workspace, 2);
        }
        Arrays32.assertExact(expected, out, g.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void run_tallPlaneAndRows_exact(int stride) {
    ConvGeometry g = plane(211, 301, stride, 1, 1);
    float[] weights = Arrays32.whole(9, 1);
    float[] in = Arrays32.whole(g.ih() * g.iw(), 2);
    float[] expected = Naive.convolve(g, in, weights, new float[] {0});
    for (Kernels kernels : Arrays32.kernels()) {
      PlanarDepthwise depthwise =
          new PlanarDepthwise(kernels, g, weights, new float[1], Finish.NONE);
      float[] workspace = Arrays32.workspace(depthwise.workspaceElements());
      float[] out = Arrays32.output(expected.length);
      for (int row = 0; row < g.oh(); row += 7) {
        int at = FRONT + row * g.ow();
        depthwise.run(0, in, 0, out, at, row, Math.min(g.oh(), row + 7), workspace, 0);
      }
      Arrays32.assertExact(expected, out, g.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 14, 20, 56})
  void run_nanAndInfinity_stayWhereTheyAreSeen(int size) {
    for (int stride = 1; stride <= 2; stride++) {
      ConvGeometry g = plane(size, size, stride, 1, 1);
      float[] in = Arrays32.whole(size * size, 4);
      in[2 * size] = Float.NaN;
      in[3 * size - 1] = Float.POSITIVE_INFINITY;
      in[5 * size - 1] = Float.NEGATIVE_INFINITY;
      float[] weights = {1, 2, 1, 2, 3, 1, 1, 1, 2};
      float[] sums = Naive.convolve(g, in, weights, new float[] {2});
      Finish clip = Finish.clip(-1, 2.5f);
      float[] expected = Naive.finish(clip, sums, sums);
      for (Kernels kernels : Arrays32.kernels()) {
        float[] between = new float[in.length + 2 * Planes.MARGIN];
        java.util.Arrays.fill(between, Float.POSITIVE_INFINITY);
        System.arraycopy(in, 0, between, Planes.MARGIN, in.length);
        float[] got = run(kernels, g, clip, between, Planes.MARGIN, weights);
        Arrays32.assertExact(expected, got, g.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 14, 33, 56})
  void run_notCompiled_sameBits(int size) {
    for (int stride = 1; stride <= 2; stride++) {
      ConvGeometry g = plane(size, size + 1, stride, 1, 1);
      float[] in = Arrays32.fractions(g.ih() * g.iw(), 1);
      in[5] = Float.NaN;
      in[40] = -0f;
      float[] weights = Arrays32.fractions(9, 2);
      Finish clip = Finish.clip(0, 0.5f);
      assertArrayEquals(
          run(new VectorKernels(), g, clip, in, 0, weights),
          run(Arrays32.cold(), g, clip, in, 0, weights));
    }
  }

  /// Rows of three outputs are paired by vectors of 256 bits, too.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void depthwisePair_notCompiled_sameBits(int stride) {
    ConvGeometry g = plane(3 * stride, 3 * stride, stride, 1, 1);
    int planes = 2 * g.ih() * g.iw();
    float[] in = Arrays32.fractions(Planes.MARGIN + planes + Planes.MARGIN, 1);
    in[Planes.MARGIN + 5] = Float.NaN;
    float[] weights = Arrays32.fractions(20, 2);
    assertTrue(new VectorKernels().planes().takesPairs(g));
    assertFalse(Arrays32.cold().planes().takesPairs(g));
    assertArrayEquals(
        pair(new VectorKernels(), g, in, weights), pair(Arrays32.cold(), g, in, weights));
  }

  private static float[] pair(Kernels kernels, ConvGeometry g, float[] in, float[] weights) {
    float[] out = new float[2 * g.pixels() + Planes.MARGIN];
    kernels.planes().depthwisePair(g, in, Planes.MARGIN, weights, 0, 0, 0.5f, out, 0);
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 16, 1",
    "2, 3, 16, 1",
    "3, 5, 17, 2",
    "7, 4, 28, 3",
    "16, 9, 64, 1",
    "33, 13, 40, 5",
    "64, 17, 49, 3",
    "5, 6, 112, 2"
  })
  void runPointwise_anyShape_exactAndPlanesApart(int outputs, int k, int columns, int rows) {
    int pixels = rows * columns;
    int plane = pixels + 21;
    float[] weights = Arrays32.whole(outputs * k, 1);
    float[] bias = Arrays32.whole(outputs, 2);
    float[] in = Arrays32.whole(k * pixels, 3);
    float[] residual = Arrays32.whole(outputs * plane, 4);
    float[] expected = new float[outputs * plane];
    java.util.Arrays.fill(expected, 77);
    Finish finish = Finish.clip(-9, 15).with(Finish.Residual.AFTER);
    for (int o = 0; o < outputs; o++) {
      for (int p = 0; p < pixels; p++) {
        float sum = bias[o];
        for (int c = 0; c < k; c++) {
          sum += weights[o * k + c] * in[c * pixels + p];
        }
        expected[o * plane + p] = Naive.finish(finish, sum, residual[o * plane + p]);
      }
    }
    for (Kernels kernels : Arrays32.kernels()) {
      PlanarPointwise pointwise =
          new PlanarPointwise(kernels, outputs, k, weights, bias, columns, rows + 1, plane, finish);
      float[] packed = Arrays32.workspace(pointwise.packedElements(rows));
      float[] scratch = Arrays32.workspace(pointwise.workspaceElements());
      pointwise.packOnes(rows, packed, 0);
      for (int c = 0; c < k; c++) {
        pointwise.pack(c, in, c * pixels, rows, packed, 0);
      }
      float[] out = Arrays32.output(expected.length);
      java.util.Arrays.fill(out, FRONT, FRONT + expected.length, 77);
      pointwise.run(packed, 0, residual, 0, out, FRONT, rows, scratch, 0);
      Arrays32.assertExact(expected, out, outputs + " x " + k + " x " + pixels);
    }
  }

  @Test
  void slack_ofStride2_holdsTheLaneThatIsNotStored() {
    assertEquals(0, slack(plane(56, 56, 1, 1, 1)));
    assertEquals(1, slack(plane(56, 56, 2, 1, 1)));
    assertEquals(9, slack(plane(14, 14, 2, 1, 1)));
  }

  private static int slack(ConvGeometry g) {
    Kernels kernels = Arrays32.kernels().getFirst();
    return new PlanarDepthwise(kernels, g, new float[9], new float[1], Finish.NONE).slack();
  }

  @Test
  void take_whatIsNot3x3OrSmall_isRefused() {
    assertTrue(PlanarDepthwise.takes(Arrays32.geometry(1, 7, 7, 4, 4, 3, 1, 1, 1, 4)));
    assertEquals("3x3_s2", PlanarDepthwise.loop(plane(14, 14, 2, 1, 1)));
    assertFalse(PlanarDepthwise.takes(Arrays32.geometry(1, 7, 7, 4, 4, 5, 1, 2, 1, 4)));
    assertFalse(PlanarDepthwise.takes(Arrays32.geometry(1, 7, 7, 4, 4, 3, 1, 2, 1, 4)));
    assertFalse(PlanarDepthwise.takes(Arrays32.geometry(1, 9, 9, 4, 4, 3, 1, 1, 2, 4)));
    assertFalse(PlanarDepthwise.takes(Arrays32.geometry(1, 9, 9, 4, 4, 3, 3, 1, 1, 4)));
    assertFalse(PlanarDepthwise.takes(Arrays32.geometry(1, 7, 7, 4, 8, 3, 1, 1, 1, 4)));
    assertFalse(PlanarDepthwise.takes(Arrays32.geometry(1, 2, 2, 4, 4, 3, 1, 1, 1, 4)));
    assertFalse(PlanarDepthwise.takes(rows(2, 8)));
    assertFalse(PlanarDepthwise.takes(rows(1, 9)));
    assertTrue(PlanarDepthwise.takes(rows(1, 8)));
  }

  /// A plane of 8 rows of 9 with padding at the top, and so many rows of 7 out of it.
  private static ConvGeometry rows(int top, int oh) {
    return new ConvGeometry(1, 8, 9, 1, oh, 7, 1, 3, 3, 1, 1, top, 0, 1, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void run_fewRows_exact(int ih) {
    float[] weights = Arrays32.whole(9, 1);
    for (int stride = 1; stride <= 2; stride++) {
      for (int before = 0; before <= 1; before++) {
        for (int after = 0; after <= 1; after++) {
          if (ih + before + after >= 3) {
            ConvGeometry g = plane(ih, 61, stride, before, after);
            float[] in = Arrays32.whole(g.ih() * g.iw(), 2);
            float[] expected = Naive.convolve(g, in, weights, new float[] {2});
            for (Kernels kernels : Arrays32.kernels()) {
              float[] got = run(kernels, g, Finish.NONE, in, 0, weights);
              Arrays32.assertExact(expected, got, kernels + " " + g);
            }
          }
        }
      }
    }
  }
}
