package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LoweringTest {

  private static Lowered lower(Model model) {
    return Lowering.lower(model, _ -> false);
  }

  private static List<String> names(Lowered lowered) {
    return lowered.model().graph().nodes().stream().map(Node::name).toList();
  }

  @Test
  void lower_identityAndUnreadNodes_disappear() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.nchw(1, 4, 5, 5));
    Value y = b.add("relu", Activation.RELU, b.add("dropout", Identity.DROPOUT, x));
    b.add("unread", Activation.SIGMOID, y);
    Lowered lowered = lower(Networks.model(b.output("out", y).build()));
    assertEquals(List.of("relu"), names(lowered));
    assertEquals(List.of("out"), List.copyOf(lowered.model().graph().outputs().keySet()));
  }

  @Test
  void lower_normalisationBehindConvolution_scalesWeightsAndMovesTheBias() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.nchw(1, 1, 1, 1));
    Value y = b.add("bn", new BatchNorm2d(2, 0), b.add("conv", Convolution.pointwise(1, 2), x));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("conv.weight", Tensor.of(Shape.of(2, 1, 1, 1), 3, 5));
    tensors.put("bn.weight", Tensor.of(Shape.of(2), 2, 6));
    tensors.put("bn.bias", Tensor.of(Shape.of(2), 1, 7));
    tensors.put("bn.running_mean", Tensor.of(Shape.of(2), 10, 20));
    tensors.put("bn.running_var", Tensor.of(Shape.of(2), 4, 9));
    Lowered lowered = lower(new Model(b.output(y).build(), Weights.of(tensors)));
    Node conv = lowered.model().graph().nodes().getFirst();
    assertEquals(Convolution.pointwise(1, 2).withBias(), conv.layer());
    assertEquals(List.of("conv", "bn"), lowered.origins(conv));
    Weights folded = lowered.model().weights().of(conv);
    assertEquals(List.of(3f, 10f), floats(folded.get("weight")));
    assertEquals(List.of(-9f, -33f), floats(folded.get("bias")));
  }

  @Test
  void fold_groupedTransposedConvolution_scalesByTheOutputChannelOfEachWeight() {
    // Two groups of 1 -> 2 channels: weights [2, 2, 1, 1], output channel = group * 2 + second
    // index.
    ConvTranspose2d conv = new ConvTranspose2d(2, 4, Window.of(1), 0, 0, 2, true);
    Weights own =
        Weights.of(
            Map.of(
                "weight", Tensor.of(Shape.of(2, 2, 1, 1), 1, 1, 1, 1),
                "bias", Tensor.of(Shape.of(4), 1, 1, 1, 1)));
    Weights norm =
        Weights.of(
            Map.of(
                "weight", Tensor.of(Shape.of(4), 1, 2, 3, 4),
                "bias", Tensor.of(Shape.of(4), 0, 0, 0, 0),
                "running_mean", Tensor.of(Shape.of(4), 0, 0, 0, 0),
                "running_var", Tensor.of(Shape.of(4), 1, 1, 1, 1)));
    Weights folded = BatchNormFolding.fold(conv, own, new BatchNorm2d(4, 0), norm);
    assertEquals(List.of(1f, 2f, 3f, 4f), floats(folded.get("weight")));
    assertEquals(List.of(1f, 2f, 3f, 4f), floats(folded.get("bias")));
  }

  @Test
  void lower_convolutionReadTwice_keepsTheNormalisation() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.nchw(1, 2, 3, 3));
    Value y = b.add("conv", Convolution.pointwise(2, 2), x);
    b.output(b.add("bn", BatchNorm2d.of(2), y)).output(b.add("relu", Activation.RELU, y));
    Model model = Networks.model(b.build());
    Lowered lowered = lower(model);
    assertEquals(List.of("conv", "bn", "relu"), names(lowered));
    assertSame(model.weights().get("conv.weight"), lowered.model().weights().get("conv.weight"));
  }

  @Test
  void lower_moduleCalledTwice_foldsEachCallByItself() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.nchw(1, 2, 3, 3));
    Node first = b.call("conv", Convolution.pointwise(2, 2), x);
    Value y = b.add("bn1", BatchNorm2d.of(2), first.output());
    Value z = b.add("bn2", BatchNorm2d.of(2), b.again(first, y).output());
    Lowered lowered = lower(Networks.model(b.output(z).build()));
    assertEquals(List.of("conv", "conv#2"), names(lowered));
    List<Node> nodes = lowered.model().graph().nodes();
    float one = lowered.model().weights().of(nodes.get(0)).get("weight").floats()[0];
    float two = lowered.model().weights().of(nodes.get(1)).get("weight").floats()[0];
    assertEquals(false, one == two);
  }

  /// A depthwise-separable convolution as one layer.
  private record Separable(int channels) implements CustomLayer {
    @Override
    public String kind() {
      return "test.Separable";
    }

    @Override
    public List<ParameterSpec> parameters() {
      Shape depthwise = Shape.of(channels, 1, 3, 3);
      Shape pointwise = Shape.of(channels, channels, 1, 1);
      return List.of(
          new ParameterSpec("depthwise.weight", depthwise, ParameterSpec.Role.WEIGHT),
          new ParameterSpec("pointwise.weight", pointwise, ParameterSpec.Role.WEIGHT));
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
      return inputs;
    }

    @Override
    public OptionalLong multAdds(List<Shape> inputs) {
      return OptionalLong.empty();
    }

    @Override
    public Optional<Graph> expansion(List<Shape> inputs) {
      GraphBuilder b = Graph.builder("Separable");
      Value x = b.input("x", inputs.getFirst());
      x = b.add("depthwise", Convolution.depthwise(channels, Window.same(3)), x);
      return Optional.of(
          b.output(b.add("pointwise", Convolution.pointwise(channels, channels), x)).build());
    }
  }

  @Test
  void lower_customLayerUnknownToTheBackend_isExpandedWithItsWeights() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", Shape.nchw(1, 4, 5, 5));
    Value y = b.add("block", new Separable(4), x);
    Model model = Networks.model(b.output(y).build());
    Lowered lowered = lower(model);
    assertEquals(List.of("block.depthwise", "block.pointwise"), names(lowered));
    assertSame(
        model.weights().get("block.pointwise.weight"),
        lowered.model().weights().get("block.pointwise.weight"));
    assertEquals(List.of("block"), lowered.origins(lowered.model().graph().nodes().getFirst()));
    assertEquals(List.of("block"), names(Lowering.lower(model, _ -> true)));
  }

  private static List<Float> floats(Tensor tensor) {
    List<Float> values = new ArrayList<>();
    for (float value : tensor.floats()) {
      values.add(value);
    }
    return values;
  }
}
