package dev.twofold.io;

/// A colour.
///
/// @param red between 0 and 1
/// @param green between 0 and 1
/// @param blue between 0 and 1
public record Colour(float red, float green, float blue) {

  /// A strong green, the hue that is rarest in pictures of streets and papers.
  public static final Colour GREEN = new Colour(0.05f, 0.90f, 0.30f);

  /// One of a series of colours that are easy to tell apart: 0 is black, then hues a golden section
  /// of the colour circle apart.
  ///
  /// @param index from 0
  public static Colour of(int index) {
    if (index == 0) {
      return new Colour(0, 0, 0);
    }
    double hue = index * 0.618034 % 1;
    return new Colour(ramp(hue + 1.0 / 3), ramp(hue), ramp(hue + 2.0 / 3));
  }

  private static float ramp(double hue) {
    double distance = Math.abs(6 * (hue % 1) - 3);
    return (float) (0.15 + 0.80 * Math.clamp(2 - distance, 0, 1));
  }

  /// A colour of the scale from black over violet, red and orange to pale yellow.
  ///
  /// @param value between 0 and 1
  static Colour heat(float value) {
    float x = Float.isNaN(value) ? 0 : Math.clamp(value, 0f, 1f);
    return new Colour(
        Math.min(1, 1.6f * x),
        x * x,
        (float) (0.45 * Math.sin(Math.PI * x) + 0.7 * Math.pow(x, 8)));
  }

  float channel(int index) {
    return switch (index) {
      case 0 -> red;
      case 1 -> green;
      default -> blue;
    };
  }
}
