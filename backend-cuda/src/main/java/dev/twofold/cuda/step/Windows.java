package dev.twofold.cuda.step;

import dev.twofold.graph.Window;

/// Windows as names of kernels say them.
public final class Windows {

  private Windows() {}

  /// Such as `_3x3_s2`, or `_3x3_s1_d2x2` where the kernel is dilated.
  public static String suffix(Window window) {
    String stride =
        window.strideH() == window.strideW()
            ? "_s" + window.strideH()
            : "_s" + window.strideH() + "x" + window.strideW();
    boolean dilated = window.dilationH() > 1 || window.dilationW() > 1;
    String dilation = dilated ? "_d" + window.dilationH() + "x" + window.dilationW() : "";
    return "_" + window.kernelH() + "x" + window.kernelW() + stride + dilation;
  }
}
