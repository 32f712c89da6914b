package dev.twofold.io;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;

/// A picture fitted into a frame with its proportions kept, and bars at two sides.
///
/// @param h rows of the frame
/// @param w columns of the frame
/// @param top rows of the bar above the picture
/// @param left columns of the bar left of the picture
/// @param innerH rows of the picture in the frame
/// @param innerW columns of the picture in the frame
public record Letterbox(int h, int w, int top, int left, int innerH, int innerW) {

  /// How a picture comes to lie in the middle of a frame.
  ///
  /// @param picture `[N, C, H, W]`
  /// @param h rows of the frame
  /// @param w columns of the frame
  public static Letterbox of(Shape picture, int h, int w) {
    double scale = Math.min((double) h / picture.h(), (double) w / picture.w());
    int innerH = Math.clamp(Math.round(picture.h() * scale), 1, h);
    int innerW = Math.clamp(Math.round(picture.w() * scale), 1, w);
    return new Letterbox(h, w, (h - innerH) / 2, (w - innerW) / 2, innerH, innerW);
  }

  /// Puts a picture into the frame.
  ///
  /// @param picture `[N, C, H, W]`
  /// @param bar the value of the bars
  /// @return `[N, C, h, w]`
  public Tensor fit(Tensor picture, Resampling resampling, float bar) {
    Tensor inner = resampling.resize(picture, innerH, innerW);
    Shape shape = Shape.nchw(inner.shape().n(), inner.shape().c(), h, w);
    Tensor frame = Tensor.zeros(shape);
    Arrays.fill(frame.floats(), bar);
    float[] from = Layouts.rowMajor(inner).floats();
    for (int row = 0; row < shape.n() * shape.c() * innerH; row++) {
      int at = (row / innerH * h + top + row % innerH) * w + left;
      System.arraycopy(from, row * innerW, frame.floats(), at, innerW);
    }
    return frame;
  }

  /// Cuts what the network says of the picture out of what it says of the frame.
  ///
  /// @param framed `[N, C, h, w]`
  /// @return `[N, C, innerH, innerW]`
  /// @throws IllegalArgumentException if the tensor is not as large as the frame
  public Tensor cut(Tensor framed) {
    Shape shape = framed.shape();
    if (shape.h() != h || shape.w() != w) {
      throw new IllegalArgumentException(
          "tensor %s: a frame of %d x %d is to be cut".formatted(shape, h, w));
    }
    Tensor inner = Tensor.zeros(Shape.nchw(shape.n(), shape.c(), innerH, innerW));
    float[] from = Layouts.rowMajor(framed).floats();
    for (int row = 0; row < shape.n() * shape.c() * innerH; row++) {
      int at = (row / innerH * h + top + row % innerH) * w + left;
      System.arraycopy(from, at, inner.floats(), row * innerW, innerW);
    }
    return inner;
  }
}
