package dev.twofold.models;

/// How networks round the number of channels under a width multiplier.
final class Channels {

  private Channels() {}

  /// The multiple of 8 nearest to `channels * width`, at least 8 and not more than 10 % below
  /// (Sandler et al., arXiv:1801.04381, and its successors).
  static int divisibleBy8(double channels) {
    int rounded = Math.max(8, (int) (channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
  }
}
