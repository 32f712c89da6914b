package dev.twofold.cpu.kernel;

import static dev.twofold.cpu.kernel.Arrays32.FRONT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DepthwiseTest {

  private static final float NONE = Float.POSITIVE_INFINITY;
  private static final int[] CHANNELS = {1, 3, 7, 8, 9, 15, 16, 17, 33};

  private static void assertExact(ConvGeometry g) {
    float[] in = Arrays32.whole(g.n() * g.ih() * g.inputRow(), 1);
    float[] weights = Arrays32.whole(g.oc() * g.kh() * g.kw(), 2);
    float[] bias = Arrays32.whole(g.oc(), 3);
    float[] expected = Naive.convolve(g, in, weights, bias);
    for (Kernels kernels : Arrays32.kernels()) {
      DepthwiseWeights packed = DepthwiseWeights.of(g, weights, 0, bias, 0);
      float[] out = Arrays32.output(expected.length);
      float[] padded = Arrays32.padded(in, 3);
      kernels.depthwise().rows(g, packed, -NONE, NONE, padded, 3, out, FRONT, 0, g.rows());
      Arrays32.assertExact(expected, out, kernels.depthwise().loop(g) + " " + g);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, 1, 1", "3, 2, 1, 1", "3, 1, 0, 1", "3, 2, 0, 1", "3, 1, 2, 1", "3, 2, 2, 1",
    "5, 1, 2, 1", "5, 2, 2, 1", "5, 1, 1, 1", "5, 2, 1, 1", "5, 1, 0, 1", "5, 2, 0, 1",
    "5, 1, 4, 1", "3, 1, 2, 2", "3, 2, 2, 2", "3, 1, 1, 2", "7, 1, 3, 1", "2, 1, 0, 1",
    "2, 2, 0, 1", "1, 1, 0, 1", "1, 2, 0, 1", "2, 3, 1, 1", "3, 4, 1, 1", "4, 3, 2, 1"
  })
  void rows_smallIntegers_exact(int kernel, int stride, int pad, int dilation) {
    for (int channels : CHANNELS) {
      for (int size : new int[] {1, 2, 5, 7, 14}) {
        if (size + 2 * pad >= dilation * (kernel - 1) + 1) {
          assertExact(
              Arrays32.geometry(
                  2, size, size, channels, channels, kernel, stride, pad, dilation, channels));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "3, 2", "5, 1", "6, 1"})
  void rows_manyChannels_exact(int kernel, int stride) {
    assertExact(Arrays32.geometry(1, 9, 9, 259, 259, kernel, stride, kernel / 2, 1, 259));
  }

  @Test
  void rows_unevenPaddingAndMaps_exact() {
    for (int kernel : new int[] {3, 5}) {
      for (int stride = 1; stride <= 2; stride++) {
        for (int left = 0; left <= kernel / 2; left++) {
          for (int right = 0; right <= kernel / 2; right++) {
            for (int iw = kernel; iw < kernel + 5; iw++) {
              int oh = (9 + left + right - kernel) / stride + 1;
              int ow = (iw + left + right - kernel) / stride + 1;
              assertExact(
                  new ConvGeometry(
                      1, 9, iw, 17, oh, ow, 17, kernel, kernel, stride, stride, left, left, 1, 1,
                      17));
            }
          }
        }
      }
    }
  }

  /// Two rows at once need the two in the middle of the four that they read inside the map.
  @Test
  void rows_muchPaddingAboveAndBelow_exact() {
    for (int top = 0; top <= 3; top++) {
      for (int bottom = 0; bottom <= 3; bottom++) {
        for (int ih = 1; ih <= 5; ih++) {
          int oh = ih + top + bottom - 2;
          if (oh > 0) {
            assertExact(new ConvGeometry(1, ih, 9, 17, oh, 9, 17, 3, 3, 1, 1, top, 1, 1, 1, 17));
          }
        }
      }
    }
  }

  @Test
  void rows_rectangularKernelAndStride_exact() {
    assertExact(new ConvGeometry(1, 7, 9, 17, 7, 3, 17, 1, 3, 1, 3, 0, 0, 1, 1, 17));
    assertExact(new ConvGeometry(1, 7, 9, 33, 3, 9, 33, 5, 1, 1, 1, 0, 0, 1, 1, 33));
  }

  @Test
  void rows_channelMultiplier_exact() {
    for (int channels : new int[] {1, 3, 8, 17}) {
      for (int multiplier = 2; multiplier <= 3; multiplier++) {
        assertExact(
            Arrays32.geometry(2, 6, 6, channels, channels * multiplier, 3, 1, 1, 1, channels));
        assertExact(
            Arrays32.geometry(1, 7, 7, channels, channels * multiplier, 3, 2, 1, 1, channels));
      }
    }
  }

  @Test
  void rows_clip_limitsAndKeepsNan() {
    for (int kernel : new int[] {3, 5, 7}) {
      for (int stride = 1; stride <= 2; stride++) {
        ConvGeometry g = Arrays32.geometry(1, 9, 9, 33, 33, kernel, stride, kernel / 2, 1, 33);
        float[] in = Arrays32.whole(9 * 9 * 33, 4);
        in[40 * 33 + 5] = Float.NaN;
        in[20 * 33 + 6] = Float.POSITIVE_INFINITY;
        float[] weights = new float[33 * kernel * kernel];
        java.util.Arrays.fill(weights, 1);
        float[] bias = new float[33];
        float[] sums = Naive.convolve(g, in, weights, bias);
        float[] expected = Naive.finish(Finish.clip(-1, 2.5f), sums, sums);
        for (Kernels kernels : Arrays32.kernels()) {
          DepthwiseWeights packed = DepthwiseWeights.of(g, weights, 0, bias, 0);
          float[] out = Arrays32.output(expected.length);
          kernels.depthwise().rows(g, packed, -1, 2.5f, in, 0, out, FRONT, 0, g.rows());
          Arrays32.assertExact(expected, out, kernels.depthwise().loop(g));
        }
      }
    }
  }

  @Test
  void rows_infinityInEdgeRow_doesNotBecomeNan() {
    ConvGeometry g = Arrays32.geometry(1, 4, 4, 16, 16, 3, 1, 1, 1, 16);
    float[] in = new float[4 * 4 * 16];
    java.util.Arrays.fill(in, Float.POSITIVE_INFINITY);
    float[] weights = new float[16 * 9];
    java.util.Arrays.fill(weights, 1);
    for (Kernels kernels : Arrays32.kernels()) {
      float[] out = new float[in.length];
      DepthwiseWeights packed = DepthwiseWeights.of(g, weights, 0, new float[16], 0);
      kernels.depthwise().rows(g, packed, -NONE, NONE, in, 0, out, 0, 0, 4);
      assertArrayEquals(in, out);
    }
  }

  @Test
  void rows_splitByRows_sameBits() {
    for (int kernel : new int[] {3, 5, 7}) {
      for (int stride = 1; stride <= 2; stride++) {
        ConvGeometry g = Arrays32.geometry(2, 11, 11, 33, 33, kernel, stride, kernel / 2, 1, 33);
        float[] in = Arrays32.fractions(2 * 11 * 11 * 33, 5);
        DepthwiseWeights packed =
            DepthwiseWeights.of(
                g, Arrays32.fractions(33 * kernel * kernel, 6), 0, Arrays32.fractions(33, 7), 0);
        for (Kernels kernels : Arrays32.kernels()) {
          float[] whole = new float[g.pixels() * 33];
          float[] split = new float[g.pixels() * 33];
          kernels.depthwise().rows(g, packed, 0, 6, in, 0, whole, 0, 0, g.rows());
          for (int row = 0; row < g.rows(); row += 2) {
            int end = Math.min(g.rows(), row + 2);
            kernels.depthwise().rows(g, packed, 0, 6, in, 0, split, 0, row, end);
          }
          assertArrayEquals(whole, split);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void rows_loopsNotCompiled_sameBits(int kernel) {
    for (int stride = 1; stride <= 2; stride++) {
      for (int channels : new int[] {16, 24, 33}) {
        for (int size = 7; size <= 8; size++) {
          ConvGeometry g =
              Arrays32.geometry(
                  2, size, size + 1, channels, channels, kernel, stride, kernel / 2, 1, channels);
          float[] in = Arrays32.fractions(2 * size * (size + 1) * channels, 1);
          in[5] = Float.NaN;
          in[40] = -0f;
          float[] weights = Arrays32.fractions(kernel * kernel * channels, 2);
          weights[3] = Float.NEGATIVE_INFINITY;
          DepthwiseWeights packed =
              DepthwiseWeights.of(g, weights, 0, Arrays32.fractions(channels, 3), 0);
          float[] expected = new float[g.pixels() * channels];
          new VectorKernels().depthwise().rows(g, packed, 0, 0.5f, in, 0, expected, 0, 0, g.rows());
          float[] got = new float[expected.length];
          WarmingKernels cold = Arrays32.cold();
          assertTrue(cold.depthwise().hasPlainTwin(g));
          cold.depthwise().rows(g, packed, 0, 0.5f, in, 0, got, 0, 0, g.rows());
          assertArrayEquals(expected, got, g.toString());
        }
      }
    }
  }

  @Test
  void loop_usualWindows_eachTaken() {
    Depthwise vector = new VectorKernels().depthwise();
    Set<String> loops = new TreeSet<>();
    for (int kernel : new int[] {3, 5, 7}) {
      for (int stride = 1; stride <= 2; stride++) {
        loops.add(
            vector.loop(Arrays32.geometry(1, 14, 14, 64, 64, kernel, stride, kernel / 2, 1, 64)));
      }
    }
    loops.add(vector.loop(Arrays32.geometry(1, 14, 14, 3, 3, 3, 1, 1, 1, 3)));
    loops.add(vector.loop(Arrays32.geometry(1, 14, 14, 64, 128, 3, 1, 1, 1, 64)));
    assertEquals(
        Set.of("3x3_s1", "3x3_s2", "5x5_s1", "5x5_s2", "narrow_s1", "general", "multiplier"),
        loops);
  }
}
