package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;

/// Xception (Chollet, arXiv:1610.02357): depthwise-separable convolutions, nothing between their
/// folds, in residual blocks.
///
/// At 299 x 299: 22,855,952 params and 8,357,403,496 mult-adds.
final class Xception {

  /// A block of separable convolutions to the given channels each, pooled where it has a stride.
  ///
  /// @param activatedFirst whether it begins with ReLU
  private record Block(List<Integer> out, int stride, boolean activatedFirst) {}

  private static final Block MIDDLE = new Block(List.of(728, 728, 728), 1, true);

  private static final List<Block> BLOCKS =
      List.of(
          new Block(List.of(128, 128), 2, false),
          new Block(List.of(256, 256), 2, true),
          new Block(List.of(728, 728), 2, true),
          MIDDLE,
          MIDDLE,
          MIDDLE,
          MIDDLE,
          MIDDLE,
          MIDDLE,
          MIDDLE,
          MIDDLE,
          new Block(List.of(728, 1024), 2, true));

  private final Net net;

  private Xception(Net net) {
    this.net = net;
  }

  static Graph graph(Settings settings, Shape input) {
    return new Xception(new Net("Xception", input)).graph(settings.integer("classes"));
  }

  private Graph graph(int classes) {
    Value x = net.conv("conv1", net.input(), 32, Window.of(3).withStride(2), 1);
    x = net.add("act1", Activation.RELU, net.norm("bn1", x));
    x = net.conv("conv2", x, 64, Window.of(3), 1);
    x = net.add("act2", Activation.RELU, net.norm("bn2", x));
    for (int i = 0; i < BLOCKS.size(); i++) {
      x = block("block" + (i + 1), BLOCKS.get(i), x);
    }
    x = net.add("act3", Activation.RELU, net.norm("bn3", separable("conv3", x, 1536)));
    x = net.add("act4", Activation.RELU, net.norm("bn4", separable("conv4", x, 2048)));
    x = net.flatten(net.add("global_pool", new GlobalAveragePool(), x));
    return net.output(net.linear("fc", x, classes));
  }

  private Value block(String name, Block block, Value x) {
    try (var _ = net.container(name, "Block")) {
      Value y = convolutions(block, x);
      return net.residual(y, shortcut(x, block));
    }
  }

  private Value convolutions(Block block, Value x) {
    try (var _ = net.container("rep", "Sequential")) {
      Value y = x;
      int member = 0;
      boolean activated = block.activatedFirst();
      for (int out : block.out()) {
        if (activated) {
          y = net.add(Integer.toString(member++), Activation.RELU, y);
        }
        activated = true;
        y = separable(Integer.toString(member++), y, out);
        y = net.norm(Integer.toString(member++), y);
      }
      Window pooling = Window.same(3).withStride(block.stride());
      return block.stride() == 1 ? y : net.add(Integer.toString(member), Pool2d.max(pooling), y);
    }
  }

  private Value shortcut(Value x, Block block) {
    int out = block.out().getLast();
    Window window = Window.of(1).withStride(block.stride());
    return block.stride() == 1 && net.channels(x) == out
        ? x
        : net.norm("skipbn", net.conv("skip", x, out, window, 1));
  }

  private Value separable(String name, Value x, int out) {
    try (var _ = net.container(name, "SeparableConv2d")) {
      return net.pointwise("pointwise", net.depthwise("conv1", x, Window.same(3)), out);
    }
  }
}
