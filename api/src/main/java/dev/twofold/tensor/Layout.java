package dev.twofold.tensor;

/// The memory order of a tensor's elements. The logical order of an image is always `[N, C, H, W]`.
public enum Layout {
  /// The last logical axis varies fastest: row-major, for tensors of any rank.
  NCHW,
  /// Channels vary fastest, then columns, rows and images: for tensors of rank 4 only.
  NHWC;

  /// The place of an element in memory, in elements from the first.
  ///
  /// @param shape the logical shape `[N, C, H, W]`
  public long offset(Shape shape, int n, int c, int h, int w) {
    return switch (this) {
      case NCHW -> (((long) n * shape.c() + c) * shape.h() + h) * shape.w() + w;
      case NHWC -> (((long) n * shape.h() + h) * shape.w() + w) * shape.c() + c;
    };
  }
}
