package dev.twofold.io;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;

/// How a network wants the values of a picture: in which order the channels stand, and what is
/// subtracted from and divides each, `(value - mean) / deviation`.
///
/// @param order the order of the channels
/// @param mean one number per channel, in that order
/// @param deviation one number per channel, in that order
public record Normalisation(ChannelOrder order, List<Float> mean, List<Float> deviation) {

  /// The order of a picture's channels.
  public enum ChannelOrder {
    /// Red, green, blue: how most networks are trained.
    RGB,
    /// Blue, green, red: how OpenCV reads pictures, and networks trained with it expect them.
    BGR
  }

  /// Nothing: red, green and blue between 0 and 1.
  public static final Normalisation NONE =
      new Normalisation(ChannelOrder.RGB, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  /// The statistics of ImageNet, as torchvision's classifiers expect.
  public static final Normalisation IMAGENET =
      new Normalisation(
          ChannelOrder.RGB, List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  /// Checks and copies.
  ///
  /// @throws IllegalArgumentException if there are not 3 numbers each or a deviation is 0
  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != 3 || deviation.size() != 3) {
      throw new IllegalArgumentException(
          "normalisation: 3 means and 3 deviations are needed, got %s and %s"
              .formatted(mean, deviation));
    }
    if (deviation.contains(0f)) {
      throw new IllegalArgumentException("normalisation: a deviation is 0, got " + deviation);
    }
  }

  /// The same numbers for channels in another order.
  public Normalisation withOrder(ChannelOrder order) {
    return new Normalisation(order, mean, deviation);
  }

  /// Normalises a picture.
  ///
  /// @param picture `[1, 3, H, W]`: red, green and blue between 0 and 1
  /// @return `[1, 3, H, W]` in [#order()]
  /// @throws IllegalArgumentException if the picture has another shape
  public Tensor apply(Tensor picture) {
    Shape shape = Pixels.checkPicture(picture);
    float[] from = Layouts.rowMajor(picture).floats();
    float[] to = new float[from.length];
    int plane = shape.h() * shape.w();
    for (int c = 0; c < 3; c++) {
      int source = order == ChannelOrder.RGB ? c : 2 - c;
      float shift = mean.get(c);
      float scale = deviation.get(c);
      for (int i = 0; i < plane; i++) {
        to[c * plane + i] = (from[source * plane + i] - shift) / scale;
      }
    }
    return Tensor.of(shape, to);
  }
}
