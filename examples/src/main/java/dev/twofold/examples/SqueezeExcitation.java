package dev.twofold.examples;

import dev.twofold.graph.Activation;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.ParameterSpec.Role;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A layer that the library does not know: squeeze and excitation (Hu et al., arXiv:1709.01507).
/// Every channel is scaled by a factor that two small layers compute from the means of all channels.
/// `[N, C, H, W]` becomes `[N, C, H, W]`. Params `2 C R + R + C`, mult-adds `N * 2 C R`.
///
/// @param channels the channels `C`
/// @param reduced the channels `R` between the two small layers
public record SqueezeExcitation(int channels, int reduced) implements CustomLayer {

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if a number of channels is below 1
  public SqueezeExcitation {
    if (channels < 1 || reduced < 1) {
      throw new IllegalArgumentException(
          "channels must be at least 1, got %d and %d".formatted(channels, reduced));
    }
  }

  @Override
  public String kind() {
    return "example.SqueezeExcitation";
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(
        new ParameterSpec("reduce.weight", Shape.of(reduced, channels, 1, 1), Role.WEIGHT),
        new ParameterSpec("reduce.bias", Shape.of(reduced), Role.BIAS),
        new ParameterSpec("expand.weight", Shape.of(channels, reduced, 1, 1), Role.WEIGHT),
        new ParameterSpec("expand.bias", Shape.of(channels), Role.BIAS));
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    Shape input = inputs.getFirst();
    if (inputs.size() != 1 || input.rank() != 4 || input.c() != channels) {
      throw new IllegalArgumentException(
          "takes one [N, %d, H, W], got %s".formatted(channels, inputs));
    }
    return List.of(input);
  }

  @Override
  public OptionalLong multAdds(List<Shape> inputs) {
    return OptionalLong.of(inputs.getFirst().n() * 2L * channels * reduced);
  }

  /// The same in layers that every backend knows. The nodes `reduce` and `expand` own the tensors
  /// that [#parameters()] names.
  @Override
  public Optional<Graph> expansion(List<Shape> inputs) {
    GraphBuilder net = Graph.builder("SqueezeExcitation");
    Value x = net.input("x", inputs.getFirst());
    Value scale = net.add("squeeze", new GlobalAveragePool(), x);
    scale = net.add("reduce", new PointwiseConv2d(channels, reduced, true), scale);
    scale = net.add("relu", Activation.RELU, scale);
    scale = net.add("expand", new PointwiseConv2d(reduced, channels, true), scale);
    scale = net.add("sigmoid", Activation.SIGMOID, scale);
    return Optional.of(net.output(net.add("scale", Elementwise.MUL, x, scale)).build());
  }
}
