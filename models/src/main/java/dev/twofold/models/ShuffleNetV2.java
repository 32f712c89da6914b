package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Concat;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;

/// ShuffleNetV2 (Ma et al., arXiv:1807.11164) with torchvision's names. There are four widths, each
/// with channels of its own.
///
/// At width 1.0 and 224 x 224: 2,278,604 params.
final class ShuffleNetV2 {

  /// The channels of the three stages and of the last convolution.
  private record Variant(double width, List<Integer> stages, int last) {}

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant(0.5, List.of(48, 96, 192), 1024),
          new Variant(1.0, List.of(116, 232, 464), 1024),
          new Variant(1.5, List.of(176, 352, 704), 1024),
          new Variant(2.0, List.of(244, 488, 976), 2048));

  private static final List<Integer> REPEATS = List.of(4, 8, 4);
  private static final int STEM = 24;

  private final Net net;

  private ShuffleNetV2(Net net) {
    this.net = net;
  }

  static Graph graph(Settings settings, Shape input) {
    double width = settings.factor("width");
    Variant variant =
        VARIANTS.stream()
            .filter(row -> row.width() == width)
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "model 'shufflenet-v2': option 'width' is one of %s, got '%s'"
                        .formatted(VARIANTS.stream().map(Variant::width).toList(), width)));
    return new ShuffleNetV2(new Net("ShuffleNetV2", input))
        .graph(variant, settings.integer("classes"));
  }

  private Graph graph(Variant variant, int classes) {
    Value x = conv("conv1", net.input(), STEM, Window.same(3).withStride(2));
    x = net.add("maxpool", Pool2d.max(Window.same(3).withStride(2)), x);
    for (int i = 0; i < REPEATS.size(); i++) {
      x = stage("stage" + (i + 2), x, variant.stages().get(i), REPEATS.get(i));
    }
    x = conv("conv5", x, variant.last(), Window.of(1));
    x = net.flatten(net.function("mean", new GlobalAveragePool(), x));
    return net.output(net.linear("fc", x, classes));
  }

  private Value conv(String name, Value x, int out, Window window) {
    try (var _ = net.container(name, "Sequential")) {
      return net.add("2", Activation.RELU, net.norm("1", net.conv("0", x, out, window, 1)));
    }
  }

  private Value stage(String name, Value x, int out, int repeats) {
    try (var _ = net.container(name, "Sequential")) {
      Value y = x;
      for (int i = 0; i < repeats; i++) {
        try (var _ = net.container(Integer.toString(i), "InvertedResidual")) {
          y = i == 0 ? downsampling(y, out) : splitting(y, out);
        }
      }
      return y;
    }
  }

  /// Both branches see all channels; each gives half of the new ones.
  private Value downsampling(Value x, int out) {
    Value left = x;
    try (var _ = net.container("branch1", "Sequential")) {
      left = net.norm("1", net.depthwise("0", left, Window.same(3).withStride(2)));
      left = net.norm("3", net.conv("2", left, out / 2, Window.of(1), 1));
      left = net.add("4", Activation.RELU, left);
    }
    return shuffled(left, branch2(x, out / 2, 2), out);
  }

  /// One half of the channels passes, the other goes through the branch.
  private Value splitting(Value x, int out) {
    net.channels(x);
    Value left = net.function("chunk1", half(0, out / 2), x);
    Value right = net.function("chunk2", half(out / 2, out), x);
    return shuffled(left, branch2(right, out / 2, 1), out);
  }

  private Value branch2(Value x, int out, int stride) {
    try (var _ = net.container("branch2", "Sequential")) {
      Value y = net.norm("1", net.conv("0", x, out, Window.of(1), 1));
      y = net.add("2", Activation.RELU, y);
      y = net.norm("4", net.depthwise("3", y, Window.same(3).withStride(stride)));
      y = net.norm("6", net.conv("5", y, out, Window.of(1), 1));
      return net.add("7", Activation.RELU, y);
    }
  }

  private static Slice half(int start, int end) {
    return new Slice(List.of(new Slice.Range(1, start, end, 1)));
  }

  /// The channels of both branches in turn.
  private Value shuffled(Value left, Value right, int channels) {
    Value x = net.function("cat", Concat.CHANNELS, left, right);
    net.channels(x);
    int h = x.shape().h();
    int w = x.shape().w();
    Value y = net.function("split", Reshape.to(0, 2, channels / 2, h, w), x);
    y = net.function("transpose", new Transpose(List.of(0, 2, 1, 3, 4)), y);
    return net.function("shuffle", Reshape.to(0, channels, h, w), y);
  }
}
