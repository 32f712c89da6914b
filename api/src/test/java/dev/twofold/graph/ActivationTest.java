package dev.twofold.graph;

import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refused;
import static dev.twofold.graph.Infer.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.graph.Activation.Function;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ActivationTest {

  @Test
  void outputs_anyShape_isKept() {
    infers(Shape.of(), Activation.RELU, Shape.of());
    infers(Shape.of(2, 3, 4), Activation.TANH, Shape.of(2, 3, 4));
  }

  @Test
  void outputs_integersOrTwoInputs_isRefused() {
    refuses(
        "input [2] INT32 is not FLOAT32", Activation.RELU, List.of(TensorType.int32(Shape.of(2))));
    refuses("takes 1 input, got 2", Activation.RELU, Shape.of(2), Shape.of(2));
  }

  @Test
  void kind_eachFunction_isItsUsualName() {
    assertEquals(
        List.of(
            "ReLU",
            "ReLU6",
            "Clip",
            "LeakyReLU",
            "Sigmoid",
            "HardSigmoid",
            "Hardswish",
            "SiLU",
            "Tanh"),
        Stream.of(
                Activation.RELU,
                Activation.RELU6,
                Activation.clip(0, 1),
                Activation.leakyRelu(0.1f),
                Activation.SIGMOID,
                Activation.HARD_SIGMOID,
                Activation.HARD_SWISH,
                Activation.SILU,
                Activation.TANH)
            .map(Layer::kind)
            .toList());
  }

  @Test
  void factories_constants_areKept() {
    assertEquals(new Activation(Function.CLIP, 0, 6), Activation.RELU6);
    assertEquals(Activation.RELU6, Activation.clip(0, 6));
    assertEquals(new Activation(Function.LEAKY_RELU, 0.1f, 0), Activation.leakyRelu(0.1f));
    assertEquals(
        new Activation(Function.HARD_SIGMOID, 0.2f, 0.5f), Activation.hardSigmoid(0.2f, 0.5f));
    assertEquals(1f / 6, Activation.HARD_SIGMOID.alpha());
  }

  @Test
  void constructor_badConstants_areRefused() {
    refused("clip needs min <= max, got 1.0 and 0.0", () -> Activation.clip(1, 0));
    refused("constants must be numbers, got NaN and 1.0", () -> Activation.clip(Float.NaN, 1));
    refused(
        "constants must be numbers, got 0.0 and NaN", () -> Activation.hardSigmoid(0, Float.NaN));
    assertEquals(Float.POSITIVE_INFINITY, Activation.clip(0, Float.POSITIVE_INFINITY).beta());
  }
}
