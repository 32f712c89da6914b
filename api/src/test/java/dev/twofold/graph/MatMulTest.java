package dev.twofold.graph;

import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refuses;

import dev.twofold.tensor.Shape;
import org.junit.jupiter.api.Test;

class MatMulTest {

  @Test
  void outputs_matrices_areMultiplied() {
    infers(Shape.of(2, 5), new MatMul(), Shape.of(2, 3), Shape.of(3, 5));
  }

  @Test
  void outputs_stacks_broadcast() {
    infers(Shape.of(7, 4, 2, 5), new MatMul(), Shape.of(7, 1, 2, 3), Shape.of(4, 3, 5));
  }

  @Test
  void outputs_extentsThatDoNotMeet_areRefused() {
    refuses(
        "inputs [2, 3] and [4, 5] are not [..., M, K] and [..., K, N]",
        new MatMul(),
        Shape.of(2, 3),
        Shape.of(4, 5));
    refuses(
        "inputs [3] and [3, 5] are not [..., M, K] and [..., K, N]",
        new MatMul(),
        Shape.of(3),
        Shape.of(3, 5));
  }
}
