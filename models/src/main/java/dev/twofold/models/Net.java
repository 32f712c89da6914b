package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;

/// A network under description: the few words that all networks here are written in.
final class Net {

  private final GraphBuilder builder;
  private final Value input;
  private final double epsilon;

  /// @param name the network's type name
  /// @param input the shape of its only input, `[N, C, H, W]`
  Net(String name, Shape input) {
    this(name, input, BatchNorm2d.DEFAULT_EPSILON);
  }

  /// @param epsilon the epsilon of all batch normalisations
  Net(String name, Shape input, double epsilon) {
    this.builder = Graph.builder(name);
    this.input = builder.input("input", input);
    this.epsilon = epsilon;
  }

  Value input() {
    return input;
  }

  GraphBuilder.Scope container(String name, String type) {
    return builder.container(name, type);
  }

  GraphBuilder builder() {
    return builder;
  }

  Value add(String name, Layer layer, Value... inputs) {
    return builder.add(name, layer, inputs);
  }

  Value function(String name, Layer layer, Value... inputs) {
    return builder.function(name, layer, inputs);
  }

  /// A convolution without bias.
  Value conv(String name, Value x, int out, Window window, int groups) {
    return add(name, Convolution.of(channels(x), out, window, groups, false), x);
  }

  /// A convolution with bias.
  Value biasedConv(String name, Value x, int out, Window window) {
    return add(name, Convolution.of(channels(x), out, window, 1, true), x);
  }

  Value depthwise(String name, Value x, Window window) {
    return add(name, Convolution.depthwise(channels(x), window), x);
  }

  Value pointwise(String name, Value x, int out) {
    return add(name, Convolution.pointwise(channels(x), out), x);
  }

  Value norm(String name, Value x) {
    return add(name, new BatchNorm2d(channels(x), epsilon), x);
  }

  /// Convolution, batch normalisation and activation as torchvision groups them: a container with
  /// the members `0`, `1` and `2`.
  Value convNormActivation(
      String name, Value x, int out, Window window, int groups, Activation activation) {
    try (var _ = container(name, "Conv2dNormActivation")) {
      return add("2", activation, norm("1", conv("0", x, out, window, groups)));
    }
  }

  /// Convolution and batch normalisation in a container with the members `0` and `1`.
  Value convNorm(String name, String type, Value x, int out, Window window) {
    try (var _ = container(name, type)) {
      return norm("1", conv("0", x, out, window, 1));
    }
  }

  /// The sum that ends a residual block.
  Value residual(Value block, Value shortcut) {
    return function("add", Elementwise.ADD, block, shortcut);
  }

  /// `[N, C, 1, 1]` to `[N, C]`.
  Value flatten(Value x) {
    return function("flatten", Flatten.BATCH, x);
  }

  Value linear(String name, Value x, int out) {
    return add(name, new Linear(x.shape().dim(1), out, true), x);
  }

  /// Ends the description.
  Graph output(Value output) {
    return builder.output("output", output).build();
  }

  /// The channels of a feature map. Where an earlier layer did not fit its input there are none to
  /// go on with: the description ends there, and the builder says what is wrong.
  int channels(Value x) {
    if (x.shape().rank() != 4) {
      builder.output("output", x).build();
    }
    return x.shape().c();
  }
}
