package dev.twofold.graph;

import static dev.twofold.graph.Infer.image;
import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ElementwiseTest {

  /// The examples of ONNX's page on broadcasting.
  @Test
  void outputs_onnxExamples_broadcast() {
    infers(Shape.of(2, 3, 4, 5), Elementwise.ADD, Shape.of(2, 3, 4, 5), Shape.of());
    infers(Shape.of(2, 3, 4, 5), Elementwise.ADD, Shape.of(2, 3, 4, 5), Shape.of(5));
    infers(Shape.of(2, 3, 4, 5), Elementwise.ADD, Shape.of(4, 5), Shape.of(2, 3, 4, 5));
    infers(Shape.of(2, 3, 4, 5), Elementwise.ADD, Shape.of(1, 4, 5), Shape.of(2, 3, 1, 1));
    infers(Shape.of(2, 3, 4, 5), Elementwise.ADD, Shape.of(3, 4, 5), Shape.of(2, 1, 1, 1));
  }

  @Test
  void outputs_squeezeAndExcitation_scalesChannels() {
    infers(image(16, 7, 7), Elementwise.MUL, image(16, 7, 7), image(16, 1, 1));
  }

  @Test
  void outputs_extentsThatDiffer_areRefused() {
    refuses(
        "inputs [1, 16, 7, 7] and [1, 16, 8, 7] do not broadcast: 7 against 8",
        Elementwise.ADD,
        image(16, 7, 7),
        image(16, 8, 7));
    refuses(
        "inputs [2, 3] and [2] do not broadcast: 3 against 2",
        Elementwise.ADD,
        Shape.of(2, 3),
        Shape.of(2));
  }

  @Test
  void outputs_otherInputs_areRefused() {
    refuses("takes 2 inputs, got 1", Elementwise.ADD, Shape.of(2));
    refuses(
        "input [2] INT32 is not FLOAT32",
        Elementwise.ADD,
        List.of(TensorType.float32(Shape.of(2)), TensorType.int32(Shape.of(2))));
  }

  @Test
  void kind_operation_isItsName() {
    assertEquals(
        List.of("Add", "Sub", "Mul", "Div"),
        Stream.of(Elementwise.ADD, Elementwise.SUB, Elementwise.MUL, Elementwise.DIV)
            .map(Layer::kind)
            .toList());
  }
}
