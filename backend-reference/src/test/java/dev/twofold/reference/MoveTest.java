package dev.twofold.reference;

import static dev.twofold.reference.Runs.assertTensor;
import static dev.twofold.reference.Runs.run;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Unsqueeze;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MoveTest {

  private static final Tensor SQUARE = Tensor.of(Shape.of(3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);

  private static Pad pad(Pad.Mode mode, float value) {
    return new Pad(List.of(0, 2), List.of(1, 1), mode, value);
  }

  private static Slice slice(int axis, int start, int end, int step) {
    return new Slice(List.of(new Slice.Range(axis, start, end, step)));
  }

  @Test
  void pad_constant_addsTheValue() {
    Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
    assertTensor(
        run(pad(Pad.Mode.CONSTANT, -1), x),
        Shape.of(3, 5),
        -1,
        -1,
        1,
        2,
        -1,
        -1,
        -1,
        3,
        4,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1);
  }

  @Test
  void pad_edge_repeatsTheBorder() {
    Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4);
    assertTensor(
        run(pad(Pad.Mode.EDGE, 0), x), Shape.of(3, 5), 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 3, 3, 3, 4, 4);
  }

  @Test
  void pad_reflect_mirrorsWithoutTheBorder() {
    assertTensor(
        run(pad(Pad.Mode.REFLECT, 0), SQUARE),
        Shape.of(4, 6),
        3,
        2,
        1,
        2,
        3,
        2,
        6,
        5,
        4,
        5,
        6,
        5,
        9,
        8,
        7,
        8,
        9,
        8,
        6,
        5,
        4,
        5,
        6,
        5);
  }

  @Test
  void slice_steps_walkForwardsAndBackwards() {
    assertTensor(run(slice(1, 0, 3, 2), SQUARE), Shape.of(3, 2), 1, 3, 4, 6, 7, 9);
    assertTensor(
        run(slice(-1, -1, Integer.MIN_VALUE, -1), SQUARE),
        Shape.of(3, 3),
        3,
        2,
        1,
        6,
        5,
        4,
        9,
        8,
        7);
    assertTensor(run(slice(0, 2, 0, -1), SQUARE), Shape.of(2, 3), 7, 8, 9, 4, 5, 6);
    assertTensor(run(slice(0, -2, Integer.MAX_VALUE, 1), SQUARE), Shape.of(2, 3), 4, 5, 6, 7, 8, 9);
  }

  @Test
  void slice_twoAxes_takesTheirCorner() {
    Slice corner = new Slice(List.of(new Slice.Range(0, 1, 3, 1), new Slice.Range(1, 2, -3, -2)));
    assertTensor(run(corner, SQUARE), Shape.of(2, 1), 6, 9);
  }

  @Test
  void transpose_threeAxes_reordersThem() {
    Tensor x = Tensor.of(Shape.of(1, 2, 3), 1, 2, 3, 4, 5, 6);
    assertTensor(run(new Transpose(List.of(2, 0, 1)), x), Shape.of(3, 1, 2), 1, 4, 2, 5, 3, 6);
  }

  @Test
  void concat_channels_joinsPerImage() {
    Tensor a = Tensor.of(Shape.nchw(2, 1, 1, 2), 1, 2, 5, 6);
    Tensor b = Tensor.of(Shape.nchw(2, 2, 1, 2), 10, 20, 30, 40, 50, 60, 70, 80);
    assertTensor(
        run(Concat.CHANNELS, a, b),
        Shape.nchw(2, 3, 1, 2),
        1,
        2,
        10,
        20,
        30,
        40,
        5,
        6,
        50,
        60,
        70,
        80);
  }

  @Test
  void concat_lastAxis_joinsRows() {
    Tensor a = Tensor.of(Shape.of(2, 1), 1, 2);
    assertTensor(run(new Concat(-1), a, a, a), Shape.of(2, 3), 1, 1, 1, 2, 2, 2);
  }

  @Test
  void copy_reinterpretations_keepTheOrder() {
    assertTensor(run(Reshape.to(1, -1), SQUARE), Shape.of(1, 9), SQUARE.floats());
    assertTensor(run(Flatten.BATCH, SQUARE), Shape.of(3, 3), SQUARE.floats());
    assertTensor(run(new Unsqueeze(List.of(0)), SQUARE), Shape.of(1, 3, 3), SQUARE.floats());
    Tensor single = Tensor.of(Shape.of(1, 2), 1, 2);
    assertTensor(run(new Squeeze(List.of()), single), Shape.of(2), 1, 2);
    assertTensor(run(Identity.DROPOUT, SQUARE), Shape.of(3, 3), SQUARE.floats());
  }

  @Test
  void copy_integers_staysIntegers() {
    Tensor x = Tensor.ofInts(Shape.of(2, 2), 1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE);
    Tensor y = run(Reshape.to(4), x);
    assertEquals(Shape.of(4), y.shape());
    assertArrayEquals(x.ints(), y.ints());
    assertArrayEquals(x.ints(), run(Identity.DROPOUT, x).ints());
  }

  @Test
  void constant_value_isTheOutput() {
    Map<String, Tensor> weights = Map.of("value", Tensor.of(Shape.of(2), 3, 4));
    assertTensor(run(new Constant(Shape.of(2)), weights), Shape.of(2), 3, 4);
  }
}
