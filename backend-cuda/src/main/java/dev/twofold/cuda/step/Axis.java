package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.Operands;
import dev.twofold.graph.Window;
import java.util.ArrayList;
import java.util.List;

/// Rows or columns of a convolution, or of one phase of a transposed one: the structure `Axis` of
/// `convolution.cu`. Output `i` lies at `i * stepOut + firstOut`, and kernel element `k` of this axis meets
/// the input at `i * stepIn + firstIn + k * stepKernel`.
///
/// @param in the input's extent
/// @param out the output's extent
/// @param count how many outputs are computed
/// @param kernel how many kernel elements are used
/// @param firstKernel the first of them in the layer's kernel
/// @param betweenKernel from one of them to the next in the layer's kernel
record Axis(
    int in,
    int out,
    int count,
    int kernel,
    int stepIn,
    int firstIn,
    int stepKernel,
    int stepOut,
    int firstOut,
    int firstKernel,
    int betweenKernel) {

  /// One side of a window.
  ///
  /// @param pad the padding before the first element
  record Side(int kernel, int stride, int pad, int dilation) {

    static Side rows(Window window) {
      return new Side(window.kernelH(), window.strideH(), window.padTop(), window.dilationH());
    }

    static Side columns(Window window) {
      return new Side(window.kernelW(), window.strideW(), window.padLeft(), window.dilationW());
    }
  }

  /// All outputs of a convolution.
  static Axis direct(Side side, int in, int out) {
    return new Axis(in, out, out, side.kernel, side.stride, -side.pad, side.dilation, 1, 0, 0, 1);
  }

  /// The outputs of a transposed convolution by phases. Input `i` spreads to the outputs `i * stride - pad +
  /// k * dilation`, so output `o` is reached by those `k` for which `o + pad - k * dilation` is a multiple of
  /// the stride, and from the input at that multiple. These `k` are the same for all outputs a stride
  /// apart; each is `stride / common` behind the one before, and its input `dilation / common` before.
  static List<Axis> transposed(Side side, int in, int out) {
    int common = gcd(side.stride, side.dilation);
    List<Axis> phases = new ArrayList<>();
    for (int first = 0; first < Math.min(side.stride, out); first++) {
      int k = 0;
      while (k < side.kernel && !reaches(side, first, k)) {
        k++;
      }
      int between = side.stride / common;
      phases.add(
          new Axis(
              in,
              out,
              Math.ceilDiv(out - first, side.stride),
              Math.ceilDiv(side.kernel - k, between),
              1,
              Math.floorDiv(first + side.pad - k * side.dilation, side.stride),
              -side.dilation / common,
              side.stride,
              first,
              k,
              between));
    }
    return phases;
  }

  private static boolean reaches(Side side, int output, int k) {
    return Math.floorMod(output + side.pad - k * side.dilation, side.stride) == 0;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /// The element of the layer's kernel that the `k`-th one here is.
  int kernelElement(int k) {
    return firstKernel + k * betweenKernel;
  }

  /// Adds the structure's fields.
  void addTo(Operands operands) {
    operands.ints(in, out, count, kernel, stepIn, firstIn).ints(stepKernel, stepOut, firstOut);
  }
}
