package dev.twofold.cpu.kernel;

import static dev.twofold.cpu.kernel.Arrays32.FRONT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolingTest {

  private interface Window {
    /// The result for the elements under a window, of which `padded` include padding.
    double of(double[] elements, int padded);
  }

  private static float[] naive(
      ConvGeometry g, int padBottom, int padRight, float[] in, Window window) {
    float[] out = new float[g.pixels() * g.oc()];
    int at = 0;
    for (int n = 0; n < g.n(); n++) {
      for (int oy = 0; oy < g.oh(); oy++) {
        for (int ox = 0; ox < g.ow(); ox++) {
          for (int c = 0; c < g.oc(); c++) {
            java.util.List<Double> found = new java.util.ArrayList<>();
            int padded = 0;
            for (int kh = 0; kh < g.kh(); kh++) {
              for (int kw = 0; kw < g.kw(); kw++) {
                int y = oy * g.strideH() - g.padTop() + kh * g.dilationH();
                int x = ox * g.strideW() - g.padLeft() + kw * g.dilationW();
                padded += y < g.ih() + padBottom && x < g.iw() + padRight ? 1 : 0;
                if (y >= 0 && y < g.ih() && x >= 0 && x < g.iw()) {
                  found.add((double) in[((n * g.ih() + y) * g.iw() + x) * g.ic() + c]);
                }
              }
            }
            double[] elements = found.stream().mapToDouble(d -> d).toArray();
            out[at++] = (float) window.of(elements, padded);
          }
        }
      }
    }
    return out;
  }

  private static double max(double[] elements) {
    double max = Double.NEGATIVE_INFINITY;
    for (double element : elements) {
      max = Math.max(max, element);
    }
    return max;
  }

  private static double sum(double[] elements) {
    double sum = 0;
    for (double element : elements) {
      sum += element;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 0, 1",
    "3, 2, 1, 1",
    "3, 1, 1, 1",
    "3, 2, 0, 1",
    "2, 3, 0, 1",
    "3, 1, 2, 2",
    "5, 1, 2, 1"
  })
  void maxAndAverage_smallIntegers_exact(int kernel, int stride, int pad, int dilation) {
    for (int channels : new int[] {1, 3, 8, 17, 33}) {
      for (int size : new int[] {2, 5, 7, 14}) {
        if (size + 2 * pad < dilation * (kernel - 1) + 1) {
          continue;
        }
        ConvGeometry g =
            Arrays32.geometry(
                2, size, size, channels, channels, kernel, stride, pad, dilation, channels);
        float[] in = Arrays32.whole(2 * size * size * channels, 1);
        float[] largest = naive(g, pad, pad, in, (e, _) -> max(e));
        float[] mean = naive(g, pad, pad, in, (e, _) -> sum(e) / e.length);
        float[] paddedMean = naive(g, pad, pad, in, (e, padded) -> sum(e) / padded);
        for (Kernels kernels : Arrays32.kernels()) {
          Pooling pooling = new Pooling(kernels, g);
          int half = g.rows() / 2;
          float[] out = Arrays32.output(largest.length);
          pooling.max(in, 0, out, FRONT, 0, half);
          pooling.max(in, 0, out, FRONT, half, g.rows());
          Arrays32.assertExact(largest, out, "max " + g);
          out = Arrays32.output(mean.length);
          pooling.average(false, pad, pad, in, 0, out, FRONT, 0, g.rows());
          Arrays32.assertExact(mean, out, "mean " + g);
          out = Arrays32.output(mean.length);
          pooling.average(true, pad, pad, in, 0, out, FRONT, 0, g.rows());
          Arrays32.assertExact(paddedMean, out, "mean with padding " + g);
        }
      }
    }
  }

  @Test
  void average_ceilMode_countsNothingBeyondThePadding() {
    // 5 columns, kernel 2, stride 2, ceil mode: the third window holds one column.
    ConvGeometry g = new ConvGeometry(1, 5, 5, 3, 3, 3, 3, 2, 2, 2, 2, 0, 0, 1, 1, 3);
    float[] in = Arrays32.whole(5 * 5 * 3, 2);
    float[] expected = naive(g, 0, 0, in, (e, padded) -> sum(e) / padded);
    for (Kernels kernels : Arrays32.kernels()) {
      float[] out = Arrays32.output(expected.length);
      new Pooling(kernels, g).average(true, 0, 0, in, 0, out, FRONT, 0, 3);
      Arrays32.assertExact(expected, out, "ceil mode");
    }
  }

  @Test
  void maxWithIndices_ties_firstPlaceWins() {
    ConvGeometry g = Arrays32.geometry(2, 4, 4, 17, 17, 2, 2, 0, 1, 17);
    float[] in = new float[2 * 16 * 17];
    in[5 * 17 + 1] = 3;
    in[(16 + 15) * 17 + 2] = Float.NaN;
    for (Kernels kernels : Arrays32.kernels()) {
      float[] out = Arrays32.output(8 * 17);
      int[] indices = new int[8 * 17];
      new Pooling(kernels, g).maxWithIndices(in, 0, out, FRONT, indices, 0, 0, g.rows());
      int[] firsts = {0, 2, 8, 10};
      for (int i = 0; i < indices.length; i++) {
        int expected = firsts[i / 17 % 4];
        if (i == 1) {
          expected = 5;
        } else if (i == 7 * 17 + 2) {
          expected = 15;
        }
        assertEquals(expected, indices[i], "element " + i);
      }
      assertEquals(3, out[FRONT + 1]);
      assertEquals(Float.NaN, out[FRONT + 7 * 17 + 2]);
    }
  }

  @Test
  void maxWithIndices_random_agreesWithMaxAndPointsAtIt() {
    ConvGeometry g = Arrays32.geometry(2, 7, 7, 9, 9, 3, 2, 1, 1, 9);
    float[] in = Arrays32.fractions(2 * 49 * 9, 3);
    Pooling pooling = new Pooling(new VectorKernels(), g);
    float[] values = new float[g.pixels() * 9];
    float[] plain = new float[values.length];
    int[] indices = new int[values.length];
    pooling.maxWithIndices(in, 0, values, 0, indices, 0, 0, g.rows());
    pooling.max(in, 0, plain, 0, 0, g.rows());
    assertArrayEquals(plain, values);
    for (int i = 0; i < values.length; i++) {
      int image = i / (16 * 9);
      assertEquals(values[i], in[(image * 49 + indices[i]) * 9 + i % 9]);
    }
  }

  @Test
  void unpool_indices_putBackOthersZero() {
    ConvGeometry small = Arrays32.geometry(2, 6, 6, 5, 5, 2, 2, 0, 1, 5);
    ConvGeometry back = new ConvGeometry(2, 3, 3, 5, 6, 6, 5, 2, 2, 2, 2, 0, 0, 1, 1, 5);
    float[] in = Arrays32.fractions(2 * 36 * 5, 4);
    float[] values = new float[2 * 9 * 5];
    int[] indices = new int[values.length];
    Kernels kernels = new ScalarKernels();
    new Pooling(kernels, small).maxWithIndices(in, 0, values, 0, indices, 0, 0, small.rows());
    float[] out = Arrays32.output(in.length);
    new Pooling(kernels, back).unpool(values, 0, indices, 0, out, FRONT, 0, 2);
    float[] expected = new float[in.length];
    for (int i = 0; i < values.length; i++) {
      expected[(i / 45 * 36 + indices[i]) * 5 + i % 5] = values[i];
    }
    Arrays32.assertExact(expected, out, "unpool");
  }

  @Test
  void unpool_indexOutsidePlane_saysWhich() {
    ConvGeometry back = new ConvGeometry(1, 1, 1, 1, 2, 2, 1, 2, 2, 2, 2, 0, 0, 1, 1, 1);
    Pooling pooling = new Pooling(new ScalarKernels(), back);
    IndexOutOfBoundsException thrown =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> pooling.unpool(new float[1], 0, new int[] {4}, 0, new float[4], 0, 0, 1));
    assertEquals(
        "max unpooling: index 4 is outside the output plane of 2 x 2", thrown.getMessage());
  }

  @Test
  void globalAverage_channelRanges_exact() {
    ConvGeometry g = new ConvGeometry(2, 4, 4, 33, 1, 1, 33, 4, 4, 1, 1, 0, 0, 1, 1, 33);
    float[] in = Arrays32.whole(2 * 16 * 33, 5);
    float[] expected = naive(g, 0, 0, in, (e, _) -> sum(e) / 16);
    for (Kernels kernels : Arrays32.kernels()) {
      Pooling pooling = new Pooling(kernels, g);
      float[] out = Arrays32.output(66);
      pooling.globalAverage(in, 0, out, FRONT, 0, 2, 0, 20);
      pooling.globalAverage(in, 0, out, FRONT, 0, 2, 20, 33);
      Arrays32.assertExact(expected, out, "global average");
    }
  }

  @Test
  void max_nan_wins() {
    ConvGeometry g = Arrays32.geometry(1, 2, 2, 17, 17, 2, 2, 0, 1, 17);
    for (int at = 0; at < 4; at++) {
      float[] in = Arrays32.whole(4 * 17, 6);
      in[at * 17 + 3] = Float.NaN;
      for (Kernels kernels : Arrays32.kernels()) {
        float[] out = new float[17];
        new Pooling(kernels, g).max(in, 0, out, 0, 0, 1);
        assertEquals(Float.NaN, out[3]);
        assertEquals(false, Float.isNaN(out[4]));
      }
    }
  }
}
