package dev.twofold.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.tck.Allocations;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A kernel that allocates has lost its vectors to boxing, and with them its speed.
class AllocationTest {

  // Until C2 has compiled a kernel its vectors are objects; one that boxes stays so, however long
  // it is given.

  private static final int BATCH = 20;
  private static final float NONE = Float.POSITIVE_INFINITY;

  private static void assertAllocatesNothing(String what, Runnable kernel) {
    assertEquals(0, Allocations.least(Duration.ofMinutes(2), BATCH, kernel), what + " allocates");
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 32, 64, 21})
  void pointwise_steadyState_allocatesNothing(int oc) {
    // 43 rows take tiles of every height: 6 6 6 6 6 5 4 4 and 12 12 12 4 3.
    for (Kernels kernels : Arrays32.kernels()) {
      int ic = 3;
      int pixels = 43;
      float[] in = new float[pixels * ic];
      float[] out = new float[pixels * oc];
      PackedWeights packed =
          PackedWeights.of(kernels.gemm().panels(ic, oc), ic, (_, _) -> 1, new float[oc], 0);
      Pointwise pointwise = new Pointwise(kernels, packed, Finish.clip(0, 6));
      float[] workspace = new float[pointwise.workspaceElements()];
      int panels = pointwise.panels();
      assertAllocatesNothing(
          "pointwise to " + oc,
          () -> {
            pointwise.run(in, 0, in, 0, out, 0, 0, pixels, 0, panels, workspace, 0);
            pointwise.run(in, 0, in, 0, out, 0, 0, 3, 0, panels, workspace, 0);
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3 1", "3 2", "5 1", "5 2", "7 1"})
  void depthwise_steadyState_allocatesNothing(String window) {
    int kernel = window.charAt(0) - '0';
    int stride = window.charAt(2) - '0';
    for (Kernels kernels : Arrays32.kernels()) {
      for (int channels : new int[] {8, 33}) {
        ConvGeometry g =
            Arrays32.geometry(1, 7, 7, channels, channels, kernel, stride, kernel / 2, 1, channels);
        float[] in = new float[49 * channels];
        float[] out = new float[g.pixels() * channels];
        DepthwiseWeights weights =
            DepthwiseWeights.of(
                g, new float[kernel * kernel * channels], 0, new float[channels], 0);
        assertAllocatesNothing(
            "depthwise " + window + " of " + channels,
            () -> kernels.depthwise().rows(g, weights, -NONE, NONE, in, 0, out, 0, 0, g.rows()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 32, 64})
  void convolutions_steadyState_allocateNothing(int oc) {
    for (Kernels kernels : Arrays32.kernels()) {
      ConvGeometry g = Arrays32.geometry(1, 4, 16, 3, oc, 3, 1, 1, 1, 1);
      float[] in = new float[4 * 16 * 3];
      float[] out = new float[g.pixels() * oc];
      float[] weights = new float[oc * 27];
      float[] bias = new float[oc];
      Stem stem = Stem.of(kernels, g, true, weights, 0, bias, 0, Finish.RELU);
      ImplicitGemm gemm = ImplicitGemm.of(kernels, g, weights, 0, bias, 0, Finish.RELU);
      int panels = gemm.panels();
      TransposedConvolution transposed =
          TransposedConvolution.of(kernels, g, weights, 0, bias, 0, Finish.RELU);
      float[] workspace =
          new float
              [Math.max(
                  transposed.workspaceElements(),
                  Math.max(stem.workspaceElements(), gemm.workspaceElements()))];
      assertAllocatesNothing(
          "stem", () -> stem.run(in, 0, in, 0, out, 0, 0, g.rows(), workspace, 0));
      assertAllocatesNothing(
          "implicit GEMM",
          () -> gemm.run(in, 0, in, 0, out, 0, 0, g.pixels(), 0, panels, workspace, 0));
      assertAllocatesNothing(
          "transposed", () -> transposed.run(in, 0, in, 0, out, 0, 0, g.rows(), workspace, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 33})
  void finishes_steadyState_allocateNothing(int n) {
    float[] x = new float[n];
    for (Kernels kernels : Arrays32.kernels()) {
      for (Finish.Function function : Finish.Function.values()) {
        Finish finish = Finish.of(function, 0.1f, 0.5f).with(Finish.Residual.BEFORE);
        assertAllocatesNothing(
            function.toString(), () -> kernels.rows().finish(finish, x, 0, x, 0, n));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 33})
  void others_steadyState_allocateNothing(int channels) {
    ConvGeometry g = Arrays32.geometry(1, 6, 6, channels, channels, 3, 2, 1, 1, channels);
    float[] in = new float[36 * channels];
    float[] out = new float[36 * channels];
    int[] indices = new int[9 * channels];
    float[] workspace = new float[2 * channels];
    Resampling.Axis axis =
        new Resampling.Axis(new int[] {0, 1, 2}, new int[] {1, 2, 3}, new float[] {0, .5f, .25f});
    for (Kernels kernels : Arrays32.kernels()) {
      Pooling pooling = new Pooling(kernels, g);
      Resampling resampling = new Resampling(kernels, 6, 6, channels, axis, axis);
      Softmax rows = new Softmax(kernels, channels, 1);
      Softmax planes = new Softmax(kernels, 36, channels);
      Gathering gathering = new Gathering(new int[][] {{0, 2, -1}, {1, 0}}, 0);
      Transposition turn = kernels.transposition();
      assertAllocatesNothing(
          "transposition", () -> turn.run(in, 0, 36, channels, out, 0, 0, 36, 0, channels));
      assertAllocatesNothing("max", () -> pooling.max(in, 0, out, 0, 0, 3));
      assertAllocatesNothing(
          "max with indices", () -> pooling.maxWithIndices(in, 0, out, 0, indices, 0, 0, 3));
      assertAllocatesNothing("average", () -> pooling.average(true, 1, 1, in, 0, out, 0, 0, 3));
      assertAllocatesNothing(
          "global average", () -> pooling.globalAverage(in, 0, out, 0, 0, 1, 0, channels));
      assertAllocatesNothing("resampling", () -> resampling.run(in, 0, out, 0, 0, 3));
      assertAllocatesNothing("softmax", () -> rows.run(in, 0, out, 0, 0, 36, workspace, 0));
      assertAllocatesNothing("softmax", () -> planes.run(in, 0, out, 0, 0, 1, workspace, 0));
      assertAllocatesNothing(
          "scale and shift",
          () -> kernels.rows().scaleShift(in, 0, in, 0, in, 0, out, 0, channels));
      assertAllocatesNothing("gathering", () -> gathering.run(in, 0, out, 0, 0, 1));
      Selection selection =
          new Selection(kernels, new int[] {36, 1}, new int[] {36, channels}, new int[] {1, 1});
      float[] pieces = new float[selection.workspaceElements()];
      assertAllocatesNothing(
          "select",
          () -> selection.run(in, 0, in, 0, in, 0, out, 0, 0, selection.rows(), pieces, 0));
      Largest largest = new Largest(kernels, 36, channels, false);
      int[] places = new int[channels];
      assertAllocatesNothing("arg max", () -> largest.run(in, 0, places, 0, 0, 1, workspace, 0));
      CubicResampling.Axis four =
          new CubicResampling.Axis(
              new int[] {0, 1, 2, 3, 1, 2, 3, 4}, new float[] {-.1f, .6f, .6f, -.1f, 0, 1, 0, 0});
      CubicResampling cubic = new CubicResampling(kernels, 6, 6, channels, four, four);
      float[] line = new float[cubic.workspaceElements()];
      assertAllocatesNothing("cubic", () -> cubic.run(in, 0, out, 0, 0, 2, line, 0));
      MatrixProduct product =
          new MatrixProduct(kernels, new int[] {1}, new int[] {1}, 6, 6, channels, Finish.NONE);
      float[] tile = new float[product.workspaceElements()];
      assertAllocatesNothing(
          "matrix product",
          () -> product.run(in, 0, in, 0, in, 0, out, 0, 0, product.units(), tile, 0));
      for (RowOps.Function function : RowOps.Function.values()) {
        assertAllocatesNothing(
            function.toString(), () -> kernels.rows().apply(function, in, 0, out, 0, channels));
      }
      for (RowOps.Operation operation : RowOps.Operation.values()) {
        for (int[] right : new int[][] {{36, 1}, {36, channels}, {1, channels}}) {
          Broadcast broadcast = new Broadcast(kernels, operation, new int[] {36, channels}, right);
          float[] copies = new float[broadcast.workspaceElements()];
          assertAllocatesNothing(
              operation.toString(),
              () -> broadcast.run(in, 0, in, 0, out, 0, 0, broadcast.rows(), copies, 0));
        }
      }
    }
  }
}
