package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;

/// Channels scaled by what their means say (Hu et al., arXiv:1709.01507), with torchvision's names.
final class SqueezeExcitation {

  private SqueezeExcitation() {}

  /// @param squeezed the channels between the two pointwise convolutions
  /// @param activation what follows the first of them
  /// @param scale what follows the second
  static Value of(
      Net net, String name, Value x, int squeezed, Activation activation, Activation scale) {
    try (var _ = net.container(name, "SqueezeExcitation")) {
      Value y = net.add("avgpool", new GlobalAveragePool(), x);
      y = net.add("activation", activation, net.biasedConv("fc1", y, squeezed, Window.of(1)));
      y = net.biasedConv("fc2", y, net.channels(x), Window.of(1));
      return net.function("mul", Elementwise.MUL, net.add("scale_activation", scale, y), x);
    }
  }
}
