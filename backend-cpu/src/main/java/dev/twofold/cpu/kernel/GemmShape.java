package dev.twofold.cpu.kernel;

/// What the tiles of one matrix product have in common: `c = clip(a * w + bias)`.
///
/// @param k columns of `a` and rows of `w`
/// @param lda elements between two rows of `a`
/// @param ldc elements between two rows of `c`
/// @param lo lower bound of the clip, minus infinity for none
/// @param hi upper bound of the clip, infinity for none
public record GemmShape(int k, int lda, int ldc, float lo, float hi) {

  /// Without a clip.
  static GemmShape linear(int k, int lda, int ldc) {
    return new GemmShape(k, lda, ldc, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
  }

  boolean clips() {
    return lo != Float.NEGATIVE_INFINITY || hi != Float.POSITIVE_INFINITY;
  }
}
