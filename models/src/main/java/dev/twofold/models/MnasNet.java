package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;

/// MNASNet-B1 (Tan et al., arXiv:1807.11626) with torchvision's names.
///
/// At width 1.0 and 224 x 224: 4,383,312 params.
final class MnasNet {

  /// A stack of blocks: the first has the stride, the others 1.
  private record Stack(int out, int kernel, int stride, int expansion, int repeats) {}

  private static final List<Stack> STACKS =
      List.of(
          new Stack(24, 3, 2, 3, 3),
          new Stack(40, 5, 2, 3, 3),
          new Stack(80, 5, 2, 6, 3),
          new Stack(96, 3, 1, 6, 2),
          new Stack(192, 5, 2, 6, 4),
          new Stack(320, 3, 1, 6, 1));

  private static final int STEM = 32;
  private static final int FIRST = 16;
  private static final int LAST = 1280;

  private final Net net;
  private final double width;

  private MnasNet(Settings settings, Shape input) {
    this.net = new Net("MNASNet", input);
    this.width = settings.factor("width");
  }

  static Graph graph(Settings settings, Shape input) {
    return new MnasNet(settings, input).graph(settings.integer("classes"));
  }

  private Graph graph(int classes) {
    Value x = net.input();
    try (var _ = net.container("layers", "Sequential")) {
      x = step(0, net.conv("0", x, channels(STEM), Window.same(3).withStride(2), 1));
      x = step(3, net.depthwise("3", x, Window.same(3)));
      x = net.norm("7", net.conv("6", x, channels(FIRST), Window.of(1), 1));
      for (int i = 0; i < STACKS.size(); i++) {
        x = stack(Integer.toString(8 + i), STACKS.get(i), x);
      }
      x = step(14, net.conv("14", x, LAST, Window.of(1), 1));
    }
    x = net.flatten(net.function("mean", new GlobalAveragePool(), x));
    try (var _ = net.container("classifier", "Sequential")) {
      return net.output(net.linear("1", net.add("0", Identity.DROPOUT, x), classes));
    }
  }

  private Value stack(String name, Stack stack, Value x) {
    Value y = x;
    try (var _ = net.container(name, "Sequential")) {
      for (int i = 0; i < stack.repeats(); i++) {
        y = block(Integer.toString(i), stack, i == 0 ? stack.stride() : 1, y);
      }
    }
    return y;
  }

  private Value block(String name, Stack stack, int stride, Value x) {
    try (var _ = net.container(name, "_InvertedResidual")) {
      int in = net.channels(x);
      int out = channels(stack.out());
      Value y;
      try (var _ = net.container("layers", "Sequential")) {
        y = step(0, net.conv("0", x, in * stack.expansion(), Window.of(1), 1));
        y = step(3, net.depthwise("3", y, Window.same(stack.kernel()).withStride(stride)));
        y = net.norm("7", net.conv("6", y, out, Window.of(1), 1));
      }
      return stride == 1 && in == out ? net.residual(y, x) : y;
    }
  }

  /// Batch normalisation and ReLU behind the convolution of a given number.
  private Value step(int index, Value x) {
    Value y = net.norm(Integer.toString(index + 1), x);
    return net.add(Integer.toString(index + 2), Activation.RELU, y);
  }

  private int channels(int full) {
    return Channels.divisibleBy8(full * width);
  }
}
