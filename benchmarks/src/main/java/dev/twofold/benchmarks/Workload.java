package dev.twofold.benchmarks;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.models.Models;
import dev.twofold.onnx.OnnxOptions;
import dev.twofold.onnx.OnnxReader;
import dev.twofold.onnx.OnnxWriter;
import dev.twofold.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A network, block or layer that is measured.
///
/// @param name how it is called in results and on the command line
/// @param model builds it with its weights
/// @param network what the peer is given, an ONNX file
record Workload(String name, Supplier<Model> model, Function<Model, byte[]> network) {

  /// What stands behind a name for a batch of so many images.
  private static final String BATCH = "*";

  private static final String TEXT = "pp-ocr@640";
  private static final String TEXT_FILE = "models/ch_PP-OCRv4_det_infer.onnx";

  /// Networks at the sizes that their papers give.
  static final List<String> NETWORKS =
      List.of(
          "mobilenet-v1",
          "mobilenet-v2",
          "mobilenet-v3-small",
          "mobilenet-v3-large",
          "efficientnet-b0",
          "segnet-separable",
          "segnet-separable:size=512",
          "segnet",
          "resnet50",
          TEXT,
          "mobilenet-v1" + BATCH + "8",
          "mobilenet-v2" + BATCH + "8");

  /// The depthwise layers of MobileNetV1 and V2 (with batch normalisation and ReLU6): channels, map
  /// and stride.
  private static final int[][] DEPTHWISE = {
    {32, 112, 1}, {64, 112, 2}, {128, 56, 1}, {128, 56, 2}, {256, 28, 1}, {256, 28, 2},
    {512, 14, 1}, {512, 14, 2}, {1024, 7, 1}, {96, 112, 2}, {144, 56, 1}, {144, 56, 2},
    {192, 28, 1}, {192, 28, 2}, {384, 14, 1}, {576, 14, 1}, {576, 14, 2}, {960, 7, 1},
  };

  private Workload(String name, Supplier<Graph> graph) {
    this(name, () -> Model.initialised(graph.get(), 1), OnnxWriter::bytes);
  }

  private static Workload depthwise(int channels, int size, int stride) {
    String name = "depthwise-%d@%d%s".formatted(channels, size, stride == 1 ? "" : "s" + stride);
    return new Workload(
        name,
        () -> {
          GraphBuilder b = Graph.builder(name);
          Value x = b.input("x", Shape.nchw(1, channels, size, size));
          Window window = Window.same(3).withStride(stride);
          x = b.add("depthwise", Convolution.depthwise(channels, window), x);
          return b.output(activate(b, "depthwise", channels, x)).build();
        });
  }

  /// The depthwise-separable blocks of MobileNetV1 (ReLU6 after both halves), channels in and out at
  /// a map of so many rows and columns, and the article's block, which has nothing in between.
  private static final List<Block> BLOCKS =
      List.of(
          new Block("32-64@112", 32, 64, 112, 1, true),
          new Block("64-128@112s2", 64, 128, 112, 2, true),
          new Block("128-128@56", 128, 128, 56, 1, true),
          new Block("256-256@28", 256, 256, 28, 1, true),
          new Block("512-512@14", 512, 512, 14, 1, true),
          new Block("1024-1024@7", 1024, 1024, 7, 1, true),
          new Block("16-32@128", 16, 32, 128, 1, false));

  /// Inverted residuals of MobileNetV2: channels in, expanded, out.
  private static final List<Inverted> INVERTED =
      List.of(
          new Inverted("16-96-24@112s2", 16, 96, 24, 112, 2),
          new Inverted("24-144-24@56", 24, 144, 24, 56, 1),
          new Inverted("160-960-160@7", 160, 960, 160, 7, 1));

  private record Block(String name, int in, int out, int size, int stride, boolean activated) {

    Graph graph() {
      GraphBuilder b = Graph.builder(name);
      Value x = b.input("x", Shape.nchw(1, in, size, size));
      x = b.add("depthwise", Convolution.depthwise(in, Window.same(3).withStride(stride)), x);
      x = activated ? activate(b, "depthwise", in, x) : x;
      x = b.add("pointwise", Convolution.pointwise(in, out), x);
      return b.output(activated ? activate(b, "pointwise", out, x) : x).build();
    }
  }

  private record Inverted(String name, int in, int wide, int out, int size, int stride) {

    Graph graph() {
      GraphBuilder b = Graph.builder(name);
      Value x = b.input("x", Shape.nchw(1, in, size, size));
      Value y = activate(b, "expand", wide, b.add("expand", Convolution.pointwise(in, wide), x));
      Window window = Window.same(3).withStride(stride);
      y =
          activate(
              b, "depthwise", wide, b.add("depthwise", Convolution.depthwise(wide, window), y));
      y = b.add("project", Convolution.pointwise(wide, out), y);
      y = b.add("project_bn", BatchNorm2d.of(out), y);
      return b.output(in == out && stride == 1 ? b.add("add", Elementwise.ADD, x, y) : y).build();
    }
  }

  private static Value activate(GraphBuilder b, String name, int channels, Value x) {
    Value normalised = b.add(name + "_bn", BatchNorm2d.of(channels), x);
    return b.add(name + "_relu6", Activation.RELU6, normalised);
  }

  /// All blocks and layers.
  static List<Workload> blocks() {
    return Stream.of(
            BLOCKS.stream().map(block -> new Workload(block.name(), block::graph)),
            INVERTED.stream().map(block -> new Workload(block.name(), block::graph)),
            Arrays.stream(DEPTHWISE).map(layer -> depthwise(layer[0], layer[1], layer[2])))
        .flatMap(Function.identity())
        .toList();
  }

  /// The networks that this build knows.
  static List<Workload> networks() {
    return NETWORKS.stream().map(Workload::named).toList();
  }

  /// A block or layer by its name, or else a network by its spec, for a batch of `N` images with `*N`
  /// behind it.
  ///
  /// @throws IllegalArgumentException if there is neither
  static Workload named(String name) {
    return name.equals(TEXT)
        ? text()
        : blocks().stream()
            .filter(workload -> workload.name().equals(name))
            .findFirst()
            .orElseGet(() -> network(name));
  }

  private static Workload network(String name) {
    int star = name.indexOf(BATCH);
    String spec = star < 0 ? name : name.substring(0, star);
    int images = star < 0 ? 1 : Integer.parseInt(name.substring(star + 1));
    if (!Models.contains(spec)) {
      throw new IllegalArgumentException(
          "no network or block '%s'; blocks are %s"
              .formatted(spec, blocks().stream().map(Workload::name).toList()));
    }
    return new Workload(
        name,
        () -> {
          Graph graph = Models.graph(spec);
          Shape one = graph.inputs().getFirst().shape();
          return graph.withInputShape(Shape.nchw(images, one.c(), one.h(), one.w()));
        });
  }

  /// PP-OCRv4's mobile text detection, whose file both sides read.
  private static Workload text() {
    byte[] file = file();
    OnnxOptions options = OnnxOptions.DEFAULTS.withInputShape(Shape.nchw(1, 3, 640, 640));
    return new Workload(TEXT, () -> OnnxReader.read(TEXT, file, options), _ -> file);
  }

  private static byte[] file() {
    ClassLoader loader = Workload.class.getClassLoader();
    try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(TEXT_FILE))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
