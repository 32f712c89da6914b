package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;

/// ResNet-18 and ResNet-50 (He et al., arXiv:1512.03385) with torchvision's names, the stride of a
/// bottleneck in its 3 x 3 convolution.
///
/// At 224 x 224: 11,689,512 params and 1,814,073,344 mult-adds; 25,557,032 and 4,089,184,256.
final class ResNet {

  /// A stage of blocks: the first has the stride, the others 1.
  private record Stage(int width, int repeats, int stride) {}

  private static final List<Stage> STAGES_18 =
      List.of(
          new Stage(64, 2, 1), new Stage(128, 2, 2), new Stage(256, 2, 2), new Stage(512, 2, 2));

  private static final List<Stage> STAGES_50 =
      List.of(
          new Stage(64, 3, 1), new Stage(128, 4, 2), new Stage(256, 6, 2), new Stage(512, 3, 2));

  private static final int BOTTLENECK_EXPANSION = 4;

  private final Net net;
  private final boolean bottlenecks;

  private ResNet(Net net, boolean bottlenecks) {
    this.net = net;
    this.bottlenecks = bottlenecks;
  }

  static Graph resNet18(Settings settings, Shape input) {
    return new ResNet(new Net("ResNet", input), false)
        .graph(STAGES_18, settings.integer("classes"));
  }

  static Graph resNet50(Settings settings, Shape input) {
    return new ResNet(new Net("ResNet", input), true).graph(STAGES_50, settings.integer("classes"));
  }

  private Graph graph(List<Stage> stages, int classes) {
    Value x = net.conv("conv1", net.input(), 64, Window.same(7).withStride(2), 1);
    x = net.add("relu", Activation.RELU, net.norm("bn1", x));
    x = net.add("maxpool", Pool2d.max(Window.same(3).withStride(2)), x);
    for (int i = 0; i < stages.size(); i++) {
      x = stage("layer" + (i + 1), stages.get(i), x);
    }
    x = net.flatten(net.add("avgpool", new GlobalAveragePool(), x));
    return net.output(net.linear("fc", x, classes));
  }

  private Value stage(String name, Stage stage, Value x) {
    Value y = x;
    try (var _ = net.container(name, "Sequential")) {
      for (int i = 0; i < stage.repeats(); i++) {
        int stride = i == 0 ? stage.stride() : 1;
        try (var _ =
            net.container(Integer.toString(i), bottlenecks ? "Bottleneck" : "BasicBlock")) {
          y = bottlenecks ? bottleneck(y, stage.width(), stride) : basic(y, stage.width(), stride);
        }
      }
    }
    return y;
  }

  private Value basic(Value x, int width, int stride) {
    Value y = net.conv("conv1", x, width, Window.same(3).withStride(stride), 1);
    Node relu = net.builder().call("relu", Activation.RELU, net.norm("bn1", y));
    y = net.norm("bn2", net.conv("conv2", relu.output(), width, Window.same(3), 1));
    return net.builder().again(relu, net.residual(y, shortcut(x, width, stride))).output();
  }

  private Value bottleneck(Value x, int width, int stride) {
    int out = width * BOTTLENECK_EXPANSION;
    Value y = net.norm("bn1", net.conv("conv1", x, width, Window.of(1), 1));
    Node relu = net.builder().call("relu", Activation.RELU, y);
    y = net.conv("conv2", relu.output(), width, Window.same(3).withStride(stride), 1);
    y = net.builder().again(relu, net.norm("bn2", y)).output();
    y = net.norm("bn3", net.conv("conv3", y, out, Window.of(1), 1));
    return net.builder().again(relu, net.residual(y, shortcut(x, out, stride))).output();
  }

  private Value shortcut(Value x, int out, int stride) {
    return stride == 1 && net.channels(x) == out
        ? x
        : net.convNorm("downsample", "Sequential", x, out, Window.of(1).withStride(stride));
  }
}
