package dev.twofold.models;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;

/// One convolution on its own, regular and depthwise-separable: without bias, padded by half the
/// kernel.
final class SingleLayers {

  private SingleLayers() {}

  static Graph conv(Settings settings, Shape input) {
    Net net = new Net("Conv2d", input);
    Convolution layer =
        Convolution.regular(settings.integer("in"), settings.integer("out"), window(settings));
    return net.output(net.add("conv", layer, net.input()));
  }

  static Graph separable(Settings settings, Shape input) {
    Net net = new Net("DepthwiseSeparableConv", input);
    Value x = net.depthwise("depthwise", net.input(), window(settings));
    return net.output(net.pointwise("pointwise", x, settings.integer("out")));
  }

  private static Window window(Settings settings) {
    return Window.same(settings.integer("kernel")).withStride(settings.integer("stride"));
  }
}
