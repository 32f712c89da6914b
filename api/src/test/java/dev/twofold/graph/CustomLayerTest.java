package dev.twofold.graph;

import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomLayerTest {

  private static final CustomLayer HALVE = new Halve("acme.Halve", 1);

  @Test
  void outputs_ofFloats_areTheOutputShapes() {
    infers(Shape.of(3), HALVE, Shape.of(6));
  }

  @Test
  void outputs_ofIntegers_isRefused() {
    refuses("input [6] INT32 is not FLOAT32", HALVE, List.of(TensorType.int32(Shape.of(6))));
  }

  @Test
  void outputs_refusedByTheLayer_keepItsMessage() {
    refuses("input [7] must have even extents", HALVE, Shape.of(7));
  }

  @Test
  void expansion_byDefault_isEmpty() {
    assertTrue(HALVE.expansion(List.of(Shape.of(6))).isEmpty());
    assertEquals(1, HALVE.outputCount());
  }
}
