package dev.twofold.cli;

import dev.twofold.io.Images;
import dev.twofold.io.Letterbox;
import dev.twofold.io.Normalisation;
import dev.twofold.io.Normalisation.ChannelOrder;
import dev.twofold.io.Resampling;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import picocli.CommandLine.Option;

/// How a picture becomes the input of a network.
final class PictureArguments {

  enum Resize {
    STRETCH,
    LETTERBOX
  }

  @Option(
      names = "--mean",
      paramLabel = "M",
      split = ",",
      description =
          "Subtracted from a picture's channels, which are between 0 and 1 (one number or three,"
              + " such as 0.485,0.456,0.406; default: 0).")
  private List<Float> mean = List.of(0f);

  @Option(
      names = "--std",
      paramLabel = "S",
      split = ",",
      description = "Divides a picture's channels then (one number or three; default: 1).")
  private List<Float> deviation = List.of(1f);

  @Option(
      names = "--channels",
      paramLabel = "rgb|bgr",
      description = "The order of the channels (default: rgb).")
  private ChannelOrder order = ChannelOrder.RGB;

  @Option(
      names = "--resize",
      paramLabel = "stretch|letterbox",
      description =
          "How a picture is brought to the network's size: stretched (the default), or with its"
              + " proportions kept and grey bars.")
  private Resize resize = Resize.STRETCH;

  /// The tensor that a network with an input of this shape wants.
  Tensor prepare(String input, Shape wanted, Tensor picture) {
    if (wanted.rank() != 4 || wanted.n() != 1) {
      throw new CliException(
          "input '%s' is %s, but a picture is [1, C, H, W]; give an .npy file"
              .formatted(input, wanted));
    }
    if (wanted.c() == 3) {
      return normalisation().apply(resized(picture, wanted.h(), wanted.w()));
    }
    if (wanted.c() == 1) {
      Tensor normalised = normalisation().apply(resized(picture, wanted.h(), wanted.w()));
      return Images.grey(normalised);
    }
    if (wanted.dim(3) == 3) {
      Tensor normalised = normalisation().apply(resized(picture, wanted.dim(1), wanted.dim(2)));
      return channelsLast(normalised, wanted);
    }
    throw new CliException(
        "input '%s' is %s, but a picture has 1 or 3 channels; give an .npy file"
            .formatted(input, wanted));
  }

  private Tensor resized(Tensor picture, int h, int w) {
    return switch (resize) {
      case STRETCH -> Resampling.ANTIALIASED.resize(picture, h, w);
      case LETTERBOX ->
          Letterbox.of(picture.shape(), h, w).fit(picture, Resampling.ANTIALIASED, 0.5f);
    };
  }

  /// A map that the network gave for a prepared picture, brought to the size of that picture.
  Tensor fitted(Tensor map, Shape picture) {
    Tensor inner =
        switch (resize) {
          case STRETCH -> map;
          case LETTERBOX -> Letterbox.of(picture, map.shape().h(), map.shape().w()).cut(map);
        };
    return Resampling.LINEAR.resize(inner, picture.h(), picture.w());
  }

  private static Tensor channelsLast(Tensor picture, Shape wanted) {
    Tensor last = Tensor.zeros(wanted);
    Shape shape = picture.shape();
    float[] from = picture.floats();
    for (int i = 0, y = 0; y < shape.h(); y++) {
      for (int x = 0; x < shape.w(); x++) {
        for (int c = 0; c < shape.c(); c++) {
          last.floats()[i++] = from[(int) Layout.NCHW.offset(shape, 0, c, y, x)];
        }
      }
    }
    return last;
  }

  private Normalisation normalisation() {
    return new Normalisation(order, three(mean), three(deviation));
  }

  private static List<Float> three(List<Float> numbers) {
    return numbers.size() == 1
        ? List.of(numbers.getFirst(), numbers.getFirst(), numbers.getFirst())
        : numbers;
  }
}
