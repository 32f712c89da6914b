package dev.twofold.benchmarks;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.models.Models;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A network or block that is measured.
///
/// @param name how it is called in results and on the command line
/// @param graph builds it
record Workload(String name, Supplier<Graph> graph) {

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
          "resnet50");

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

  /// All blocks.
  static List<Workload> blocks() {
    return Stream.concat(
            BLOCKS.stream().map(block -> new Workload(block.name(), block::graph)),
            INVERTED.stream().map(block -> new Workload(block.name(), block::graph)))
        .toList();
  }

  /// The networks that this build knows.
  static List<Workload> networks() {
    return NETWORKS.stream().filter(Models::contains).map(Workload::network).toList();
  }

  /// A block by its name, or else a network by its spec.
  ///
  /// @throws IllegalArgumentException if there is neither
  static Workload named(String name) {
    return blocks().stream()
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .orElseGet(() -> network(name));
  }

  private static Workload network(String spec) {
    if (!Models.contains(spec)) {
      throw new IllegalArgumentException(
          "no network or block '%s'; blocks are %s"
              .formatted(spec, blocks().stream().map(Workload::name).toList()));
    }
    return new Workload(spec, () -> Models.graph(spec));
  }
}
