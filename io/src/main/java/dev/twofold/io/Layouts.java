package dev.twofold.io;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;

/// Changes the memory order of tensors.
final class Layouts {

  private Layouts() {}

  /// The same tensor in row-major order: itself if it has that order already.
  static Tensor rowMajor(Tensor tensor) {
    if (tensor.layout() == Layout.NCHW) {
      return tensor;
    }
    Shape shape = tensor.shape();
    float[] from = tensor.floats();
    float[] to = new float[from.length];
    int plane = shape.h() * shape.w();
    for (int n = 0, i = 0; n < shape.n(); n++) {
      for (int place = 0; place < plane; place++) {
        for (int c = 0; c < shape.c(); c++) {
          to[(n * shape.c() + c) * plane + place] = from[i++];
        }
      }
    }
    return Tensor.of(shape, to);
  }
}
