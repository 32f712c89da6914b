package dev.twofold.models;

import static dev.twofold.graph.Activation.HARD_SIGMOID;
import static dev.twofold.graph.Activation.HARD_SWISH;
import static dev.twofold.graph.Activation.RELU;

import dev.twofold.graph.Activation;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;

/// MobileNetV3 (Howard et al., arXiv:1905.02244) with torchvision's names.
///
/// At width 1.0 and 224 x 224: large 5,483,032 params and 216,589,760 mult-adds, small 2,542,856
/// and 56,510,400.
final class MobileNetV3 {

  /// A block: expansion to `expanded` channels, depthwise convolution, squeeze-and-excitation where
  /// `squeezed`, projection.
  private record Row(
      int kernel, int expanded, int out, boolean squeezed, Activation activation, int stride) {}

  private static final List<Row> LARGE =
      List.of(
          new Row(3, 16, 16, false, RELU, 1),
          new Row(3, 64, 24, false, RELU, 2),
          new Row(3, 72, 24, false, RELU, 1),
          new Row(5, 72, 40, true, RELU, 2),
          new Row(5, 120, 40, true, RELU, 1),
          new Row(5, 120, 40, true, RELU, 1),
          new Row(3, 240, 80, false, HARD_SWISH, 2),
          new Row(3, 200, 80, false, HARD_SWISH, 1),
          new Row(3, 184, 80, false, HARD_SWISH, 1),
          new Row(3, 184, 80, false, HARD_SWISH, 1),
          new Row(3, 480, 112, true, HARD_SWISH, 1),
          new Row(3, 672, 112, true, HARD_SWISH, 1),
          new Row(5, 672, 160, true, HARD_SWISH, 2),
          new Row(5, 960, 160, true, HARD_SWISH, 1),
          new Row(5, 960, 160, true, HARD_SWISH, 1));

  private static final List<Row> SMALL =
      List.of(
          new Row(3, 16, 16, true, RELU, 2),
          new Row(3, 72, 24, false, RELU, 2),
          new Row(3, 88, 24, false, RELU, 1),
          new Row(5, 96, 40, true, HARD_SWISH, 2),
          new Row(5, 240, 40, true, HARD_SWISH, 1),
          new Row(5, 240, 40, true, HARD_SWISH, 1),
          new Row(5, 120, 48, true, HARD_SWISH, 1),
          new Row(5, 144, 48, true, HARD_SWISH, 1),
          new Row(5, 288, 96, true, HARD_SWISH, 2),
          new Row(5, 576, 96, true, HARD_SWISH, 1),
          new Row(5, 576, 96, true, HARD_SWISH, 1));

  private static final int STEM = 16;
  private static final int LAST_EXPANSION = 6;
  private static final int HIDDEN_LARGE = 1280;
  private static final int HIDDEN_SMALL = 1024;
  private static final double EPSILON = 1e-3;

  private final Net net;
  private final double width;

  private MobileNetV3(Settings settings, Shape input) {
    this.net = new Net("MobileNetV3", input, EPSILON);
    this.width = settings.factor("width");
  }

  static Graph large(Settings settings, Shape input) {
    return new MobileNetV3(settings, input).graph(LARGE, HIDDEN_LARGE, settings.integer("classes"));
  }

  static Graph small(Settings settings, Shape input) {
    return new MobileNetV3(settings, input).graph(SMALL, HIDDEN_SMALL, settings.integer("classes"));
  }

  private Graph graph(List<Row> rows, int hidden, int classes) {
    Value x = net.input();
    try (var _ = net.container("features", "Sequential")) {
      Window stem = Window.same(3).withStride(2);
      x = net.convNormActivation("0", x, channels(STEM), stem, 1, HARD_SWISH);
      int index = 1;
      for (Row row : rows) {
        x = block(Integer.toString(index++), row, x);
      }
      int last = LAST_EXPANSION * net.channels(x);
      x = net.convNormActivation(Integer.toString(index), x, last, Window.of(1), 1, HARD_SWISH);
    }
    x = net.flatten(net.add("avgpool", new GlobalAveragePool(), x));
    try (var _ = net.container("classifier", "Sequential")) {
      x = net.add("1", HARD_SWISH, net.linear("0", x, channels(hidden)));
      return net.output(net.linear("3", net.add("2", Identity.DROPOUT, x), classes));
    }
  }

  private Value block(String name, Row row, Value x) {
    try (var _ = net.container(name, "InvertedResidual")) {
      int in = net.channels(x);
      int out = channels(row.out());
      Value y = layers(row, x, channels(row.expanded()), out);
      return row.stride() == 1 && in == out ? net.residual(y, x) : y;
    }
  }

  private Value layers(Row row, Value x, int expanded, int out) {
    try (var _ = net.container("block", "Sequential")) {
      int member = 0;
      Value y = x;
      if (expanded != net.channels(x)) {
        y = conv(member++, y, expanded, Window.of(1), 1, row.activation());
      }
      Window window = Window.same(row.kernel()).withStride(row.stride());
      y = conv(member++, y, expanded, window, expanded, row.activation());
      if (row.squeezed()) {
        int squeezed = Channels.divisibleBy8(Math.floorDiv(expanded, 4));
        y = SqueezeExcitation.of(net, Integer.toString(member++), y, squeezed, RELU, HARD_SIGMOID);
      }
      return net.convNorm(Integer.toString(member), "Conv2dNormActivation", y, out, Window.of(1));
    }
  }

  private Value conv(
      int member, Value x, int out, Window window, int groups, Activation activation) {
    return net.convNormActivation(Integer.toString(member), x, out, window, groups, activation);
  }

  private int channels(int full) {
    return Channels.divisibleBy8(full * width);
  }
}
