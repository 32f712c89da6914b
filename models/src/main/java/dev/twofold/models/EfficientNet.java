package dev.twofold.models;

import static dev.twofold.graph.Activation.SIGMOID;
import static dev.twofold.graph.Activation.SILU;

import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;

/// EfficientNet-B0 (Tan and Le, arXiv:1905.11946) with torchvision's names.
///
/// At 224 x 224: 5,288,548 params.
final class EfficientNet {

  /// A stage of blocks: the first has the stride, the others 1.
  private record Stage(int expansion, int kernel, int stride, int out, int repeats) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 3, 1, 16, 1),
          new Stage(6, 3, 2, 24, 2),
          new Stage(6, 5, 2, 40, 2),
          new Stage(6, 3, 2, 80, 3),
          new Stage(6, 5, 1, 112, 3),
          new Stage(6, 5, 2, 192, 4),
          new Stage(6, 3, 1, 320, 1));

  private static final int STEM = 32;
  private static final int LAST = 1280;

  private final Net net;

  private EfficientNet(Net net) {
    this.net = net;
  }

  static Graph b0(Settings settings, Shape input) {
    return new EfficientNet(new Net("EfficientNet", input)).graph(settings.integer("classes"));
  }

  private Graph graph(int classes) {
    Value x = net.input();
    try (var _ = net.container("features", "Sequential")) {
      x = net.convNormActivation("0", x, STEM, Window.same(3).withStride(2), 1, SILU);
      for (int i = 0; i < STAGES.size(); i++) {
        x = stage(Integer.toString(i + 1), STAGES.get(i), x);
      }
      String last = Integer.toString(STAGES.size() + 1);
      x = net.convNormActivation(last, x, LAST, Window.of(1), 1, SILU);
    }
    x = net.flatten(net.add("avgpool", new GlobalAveragePool(), x));
    try (var _ = net.container("classifier", "Sequential")) {
      return net.output(net.linear("1", net.add("0", Identity.DROPOUT, x), classes));
    }
  }

  private Value stage(String name, Stage stage, Value x) {
    Value y = x;
    try (var _ = net.container(name, "Sequential")) {
      for (int i = 0; i < stage.repeats(); i++) {
        y = block(Integer.toString(i), stage, i == 0 ? stage.stride() : 1, y);
      }
    }
    return y;
  }

  private Value block(String name, Stage stage, int stride, Value x) {
    try (var _ = net.container(name, "MBConv")) {
      Value y = layers(stage, stride, x);
      return stride == 1 && net.channels(x) == stage.out()
          ? net.residual(net.add("stochastic_depth", new Identity("StochasticDepth"), y), x)
          : y;
    }
  }

  private Value layers(Stage stage, int stride, Value x) {
    try (var _ = net.container("block", "Sequential")) {
      int in = net.channels(x);
      int expanded = in * stage.expansion();
      int member = 0;
      Value y = x;
      if (stage.expansion() != 1) {
        y = net.convNormActivation("0", y, expanded, Window.of(1), 1, SILU);
        member++;
      }
      Window window = Window.same(stage.kernel()).withStride(stride);
      y = net.convNormActivation(Integer.toString(member++), y, expanded, window, expanded, SILU);
      int squeezed = Math.max(1, in / 4);
      y = SqueezeExcitation.of(net, Integer.toString(member++), y, squeezed, SILU, SIGMOID);
      return net.convNorm(
          Integer.toString(member), "Conv2dNormActivation", y, stage.out(), Window.of(1));
    }
  }
}
