package dev.twofold.graph;

import static dev.twofold.graph.Infer.floats;
import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Layers that choose among elements or give them another type.
class ChoiceLayersTest {

  @Test
  void outputs_select_broadcastsAllThree() {
    infers(Shape.of(2, 3, 4), new Select(), Shape.of(4), Shape.of(3, 1), Shape.of(2, 1, 1));
    refuses("takes 3 inputs, got 2", new Select(), Shape.of(2), Shape.of(2));
    refuses(
        "inputs [2] and [3] do not broadcast: 2 against 3",
        new Select(),
        Shape.of(2),
        Shape.of(3),
        Shape.of(1));
  }

  @Test
  void outputs_argMax_isOfIntegersWithOrWithoutTheAxis() {
    List<TensorType> image = floats(Shape.nchw(2, 5, 3, 4));

    assertEquals(
        List.of(TensorType.int32(Shape.of(2, 3, 4))), new ArgMax(1, false, false).outputs(image));
    assertEquals(
        List.of(TensorType.int32(Shape.of(2, 5, 3, 1))),
        new ArgMax(-1, true, false).outputs(image));
    refuses("input [3] has no axis 1", new ArgMax(1, true, false), Shape.of(3));
  }

  @Test
  void outputs_cast_keepsTheShape() {
    Shape shape = Shape.of(2, 3);

    assertEquals(List.of(TensorType.int32(shape)), new Cast(DataType.INT32).outputs(floats(shape)));
    assertEquals(
        floats(shape), new Cast(DataType.FLOAT32).outputs(List.of(TensorType.int32(shape))));
    refuses("takes 1 input, got 0", new Cast(DataType.INT32));
  }
}
