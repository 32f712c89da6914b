package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Graph;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Node;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The segmentation network of "Efficient Image Segmentation Using PyTorch" (Matani and Singh,
/// 2023), after SegNet (Badrinarayanan et al., arXiv:1511.00561), with regular or with
/// depthwise-separable convolutions.
///
/// 3 x 128 x 128 and 3 classes: 15,274,892 params and 9,116,319,744 mult-adds with regular
/// convolutions, 1,749,671 and 1,077,657,600 with depthwise-separable ones.
final class SegNet {

  /*
   * Down: convolutions in -> out, out -> out, ..., then pooling. Up: unpooling with the indices of the
   * pooling on the same level, then convolutions in -> in, ..., in -> out. Every convolution is 3 x 3
   * without bias, followed by batch normalisation and ReLU, the last one too. A depthwise-separable
   * convolution has nothing between its two folds.
   */

  /// One level of the network.
  private record Block(String name, int convolutions, int out) {}

  /// A level's way down, as its way up needs it.
  private record Pooled(Value indices, Shape shape) {}

  private static final List<Block> DOWN =
      List.of(
          new Block("down1", 2, 64),
          new Block("down2", 2, 128),
          new Block("down3", 3, 256),
          new Block("down4", 3, 512));

  private static final Window POOLING = Window.of(2).withStride(2);

  private final Net net;
  private final boolean separable;
  private final Deque<Pooled> pooled = new ArrayDeque<>();

  private SegNet(Net net, boolean separable) {
    this.net = net;
    this.separable = separable;
  }

  static Graph regular(Settings settings, Shape input) {
    return new SegNet(new Net("SegNet", input), false).graph(settings.integer("classes"));
  }

  static Graph separable(Settings settings, Shape input) {
    return new SegNet(new Net("SeparableSegNet", input), true).graph(settings.integer("classes"));
  }

  private Graph graph(int classes) {
    Value x = net.norm("bn_input", net.input());
    for (Block block : DOWN) {
      x = down(block, x);
    }
    List<Block> up =
        List.of(
            new Block("up4", 3, 256),
            new Block("up3", 3, 128),
            new Block("up2", 2, 64),
            new Block("up1", 2, classes));
    for (Block block : up) {
      x = up(block, x);
    }
    return net.output(x);
  }

  private Value down(Block block, Value x) {
    try (var _ = net.container(block.name(), "Down" + block.convolutions())) {
      for (int i = 1; i <= block.convolutions(); i++) {
        x = step(i, x, block.out());
      }
      net.channels(x);
      Node pool = net.builder().call("pool", Pool2d.maxWithIndices(POOLING), x);
      pooled.push(new Pooled(pool.outputs().getLast(), x.shape()));
      return pool.output();
    }
  }

  private Value up(Block block, Value x) {
    try (var _ = net.container(block.name(), "Up" + block.convolutions())) {
      Pooled level = pooled.pop();
      int in = net.channels(x);
      x = net.add("unpool", MaxUnpool2d.to(POOLING, level.shape()), x, level.indices());
      for (int i = 1; i <= block.convolutions(); i++) {
        x = step(i, x, i == block.convolutions() ? block.out() : in);
      }
      return x;
    }
  }

  private Value step(int i, Value x, int out) {
    Value y = separable ? separable("conv" + i, x, out) : regular("conv" + i, x, out);
    return net.add("relu" + i, Activation.RELU, net.norm("bn" + i, y));
  }

  private Value regular(String name, Value x, int out) {
    return net.conv(name, x, out, Window.same(3), 1);
  }

  private Value separable(String name, Value x, int out) {
    try (var _ = net.container(name, "DepthwiseSeparableConv")) {
      return net.pointwise("pointwise", net.depthwise("depthwise", x, Window.same(3)), out);
    }
  }
}
