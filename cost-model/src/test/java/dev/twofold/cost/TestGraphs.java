package dev.twofold.cost;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Layer;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.OptionalLong;

/// Graphs that several tests cost.
public final class TestGraphs {

  private TestGraphs() {}

  /// The article's exercise, regular: 16 to 32 channels, 3 x 3, 128 x 128.
  public static Graph regular() {
    return single(
        "Conv2d", Shape.nchw(1, 16, 128, 128), Convolution.regular(16, 32, Window.same(3)));
  }

  /// The article's exercise, depthwise-separable.
  public static Graph separable() {
    GraphBuilder builder = Graph.builder("DepthwiseSeparableConv");
    Value x = builder.input("input", Shape.nchw(1, 16, 128, 128));
    x = builder.add("depthwise", Convolution.depthwise(16, Window.same(3)), x);
    x = builder.add("pointwise", Convolution.pointwise(16, 32), x);
    return builder.output("output", x).build();
  }

  /// One call of a layer, named `layer`.
  public static Graph single(String name, Shape input, Layer layer) {
    GraphBuilder builder = Graph.builder(name);
    Value x = builder.add("layer", layer, builder.input("input", input));
    return builder.output("output", x).build();
  }

  /// A layer that this library does not know.
  ///
  /// @param cost its mult-adds
  public record Custom(String kind, OptionalLong cost) implements CustomLayer {

    @Override
    public List<ParameterSpec> parameters() {
      return List.of(new ParameterSpec("weight", Shape.of(1), ParameterSpec.Role.WEIGHT));
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
      return List.of(inputs.getFirst());
    }

    @Override
    public OptionalLong multAdds(List<Shape> inputs) {
      return cost;
    }
  }

  /// A pointwise convolution between two custom layers, one of which tells its mult-adds.
  public static Graph withCustomLayers() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("input", Shape.nchw(1, 2, 3, 3));
    x = builder.add("known", new Custom("acme.Known", OptionalLong.of(7)), x);
    x = builder.add("conv", Convolution.pointwise(2, 5), x);
    x = builder.add("mystery", new Custom("acme.Mystery", OptionalLong.empty()), x);
    return builder.output("output", x).build();
  }
}
