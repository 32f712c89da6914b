package dev.twofold.spi;

/// Changes the memory order of images: an image of `C` rows of `H x W` elements is `NCHW`, one of
/// `H x W` rows of `C` elements is `NHWC`, so that changing the order is transposing a matrix. The
/// runtime does this where a program's inputs come in and its outputs go out, and between steps that
/// want different orders.
///
/// **Contract.** Every element is copied as it is. Allocates nothing once warm.
///
/// **Threads.** May be called from several threads at once, and may use threads of its own.
///
/// **Lifetime.** Called only while its backend is open.
@FunctionalInterface
public interface Transposer {

  /// Transposes matrices that follow each other.
  ///
  /// @param from the matrices of `rows x columns` from `fromOffset`
  /// @param to receives matrices of `columns x rows` from `toOffset`; another array, or another part of
  ///   the same
  /// @param images how many
  void transpose(
      float[] from, int fromOffset, float[] to, int toOffset, int images, int rows, int columns);
}
