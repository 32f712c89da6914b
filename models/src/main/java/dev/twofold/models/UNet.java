package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Concat;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// U-Net (Ronneberger et al., arXiv:1505.04597) with padded convolutions, batch normalisation and
/// transposed convolutions on the way up.
///
/// At 512 x 512 and 2 classes: 31,037,698 params and 192,686,325,760 mult-adds; torchinfo says
/// 218.49 G, since it counts transposed convolutions at their outputs.
final class UNet {

  private static final List<Integer> DOWN = List.of(128, 256, 512, 1024);
  private static final int FIRST = 64;
  private static final Window HALVING = Window.of(2).withStride(2);

  private final Net net;

  private UNet(Net net) {
    this.net = net;
  }

  static Graph graph(Settings settings, Shape input) {
    return new UNet(new Net("UNet", input)).graph(settings.integer("classes"));
  }

  private Graph graph(int classes) {
    Deque<Value> levels = new ArrayDeque<>();
    Value x = doubleConv("inc", net.input(), FIRST);
    for (int i = 0; i < DOWN.size(); i++) {
      levels.push(x);
      x = down("down" + (i + 1), x, DOWN.get(i));
    }
    for (int i = 1; !levels.isEmpty(); i++) {
      x = up("up" + i, x, levels.pop());
    }
    try (var _ = net.container("outc", "OutConv")) {
      return net.output(net.biasedConv("conv", x, classes, Window.of(1)));
    }
  }

  private Value down(String name, Value x, int out) {
    try (var _ = net.container(name, "Down");
        var _ = net.container("maxpool_conv", "Sequential")) {
      return doubleConv("1", net.add("0", Pool2d.max(HALVING), x), out);
    }
  }

  private Value up(String name, Value x, Value level) {
    try (var _ = net.container(name, "Up")) {
      int in = net.channels(x);
      Value y = net.add("up", new ConvTranspose2d(in, in / 2, HALVING, 0, 0, 1, true), x);
      return doubleConv("conv", net.function("cat", Concat.CHANNELS, level, y), in / 2);
    }
  }

  private Value doubleConv(String name, Value x, int out) {
    try (var _ = net.container(name, "DoubleConv");
        var _ = net.container("double_conv", "Sequential")) {
      Value y = net.norm("1", net.conv("0", x, out, Window.same(3), 1));
      y = net.conv("3", net.add("2", Activation.RELU, y), out, Window.same(3), 1);
      return net.add("5", Activation.RELU, net.norm("4", y));
    }
  }
}
