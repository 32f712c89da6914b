package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;

/// MobileNetV2 (Sandler et al., arXiv:1801.04381) with torchvision's names: inverted residuals,
/// which expand, filter depthwise and project.
///
/// At width 1.0 and 224 x 224: 3,504,872 params, 300,774,272 mult-adds.
final class MobileNetV2 {

  /// A run of blocks: the first has the stride, the others 1.
  record Row(int expansion, int out, int repeats, int stride) {}

  static final List<Row> ROWS =
      List.of(
          new Row(1, 16, 1, 1),
          new Row(6, 24, 2, 2),
          new Row(6, 32, 3, 2),
          new Row(6, 64, 4, 2),
          new Row(6, 96, 3, 1),
          new Row(6, 160, 3, 2),
          new Row(6, 320, 1, 1));

  static final int STEM = 32;
  private static final int LAST = 1280;

  private MobileNetV2() {}

  static Graph graph(Settings settings, Shape input) {
    Net net = new Net("MobileNetV2", input);
    double width = settings.factor("width");
    Value x = net.input();
    try (var _ = net.container("features", "Sequential")) {
      int index = 0;
      x = stem(net, index++, x, Channels.divisibleBy8(STEM * width));
      for (Row row : ROWS) {
        int out = Channels.divisibleBy8(row.out() * width);
        for (int i = 0; i < row.repeats(); i++) {
          x = block(net, index++, x, row.expansion(), out, i == 0 ? row.stride() : 1, 1);
        }
      }
      int last = Channels.divisibleBy8(LAST * Math.max(1, width));
      x = pointwise(net, Integer.toString(index), x, last);
    }
    x = net.flatten(net.function("avgpool", new GlobalAveragePool(), x));
    try (var _ = net.container("classifier", "Sequential")) {
      x = net.add("0", Identity.DROPOUT, x);
      return net.output(net.linear("1", x, settings.integer("classes")));
    }
  }

  static Value stem(Net net, int index, Value x, int out) {
    Window window = Window.same(3).withStride(2);
    return net.convNormActivation(Integer.toString(index), x, out, window, 1, Activation.RELU6);
  }

  /// An inverted residual.
  ///
  /// @param dilation the dilation of the depthwise convolution
  static Value block(
      Net net, int index, Value x, int expansion, int out, int stride, int dilation) {
    try (var _ = net.container(Integer.toString(index), "InvertedResidual")) {
      Value y = x;
      try (var _ = net.container("conv", "Sequential")) {
        int member = 0;
        int hidden = net.channels(x) * expansion;
        if (expansion != 1) {
          y = pointwise(net, Integer.toString(member++), y, hidden);
        }
        Window window =
            Window.of(3).withStride(stride).withDilation(dilation).withPadding(dilation);
        y =
            net.convNormActivation(
                Integer.toString(member++), y, hidden, window, hidden, Activation.RELU6);
        y = net.conv(Integer.toString(member++), y, out, Window.of(1), 1);
        y = net.norm(Integer.toString(member), y);
      }
      return stride == 1 && net.channels(x) == out ? net.residual(x, y) : y;
    }
  }

  private static Value pointwise(Net net, String name, Value x, int out) {
    return net.convNormActivation(name, x, out, Window.of(1), 1, Activation.RELU6);
  }
}
