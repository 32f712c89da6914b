package dev.twofold.graph;

import static dev.twofold.graph.Infer.image;
import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refused;
import static dev.twofold.graph.Infer.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Layers that give the same elements another shape or place.
class ShapingLayersTest {

  private static Slice slice(int axis, int start, int end, int step) {
    return new Slice(List.of(new Slice.Range(axis, start, end, step)));
  }

  @Test
  void reshape_extents_mayBeKeptOrLeftOpen() {
    infers(Shape.of(2, 3, 20), Reshape.to(0, 3, -1), Shape.nchw(2, 3, 4, 5));
    infers(Shape.of(120), Reshape.to(-1), Shape.nchw(2, 3, 4, 5));
    infers(Shape.of(), Reshape.to(), Shape.of(1, 1));
    // Channel shuffle (arXiv:1707.01083) needs rank 5.
    infers(Shape.of(1, 3, 80, 28, 28), Reshape.to(1, 3, 80, 28, 28), image(240, 28, 28));
  }

  @Test
  void reshape_otherNumberOfElements_isRefused() {
    Shape in = Shape.of(2, 3);
    refuses("input [2, 3] has 6 elements, which do not fill [4]", Reshape.to(4), in);
    refuses("input [2, 3] has 6 elements, which do not fill [4, -1]", Reshape.to(4, -1), in);
    refuses("input [2, 3] has no axis 2", Reshape.to(2, 3, 0), in);
    refuses("takes 1 input, got 0", Reshape.to(4));
    int big = 65536;
    refuses(
        "input [2, 3] has 6 elements, which do not fill [65536, 65536, 65536, 65536]",
        Reshape.to(big, big, big, big),
        in);
    refuses(
        "input [2, 3] has 6 elements, which do not fill [65536, 65536, 65536, 65536, -1]",
        Reshape.to(big, big, big, big, -1),
        in);
  }

  @Test
  void reshape_badExtents_areRefused() {
    refused("extent must be at least -1, got -2", () -> Reshape.to(1, -2));
    refused("at most one extent may be -1, got [-1, 2, -1]", () -> Reshape.to(-1, 2, -1));
  }

  @Test
  void flatten_axis_splitsRowsFromColumns() {
    infers(Shape.of(2, 60), Flatten.BATCH, Shape.nchw(2, 3, 4, 5));
    infers(Shape.of(1, 120), new Flatten(0), Shape.nchw(2, 3, 4, 5));
    infers(Shape.of(120, 1), new Flatten(4), Shape.nchw(2, 3, 4, 5));
    infers(Shape.of(24, 5), new Flatten(-1), Shape.nchw(2, 3, 4, 5));
    infers(Shape.of(1, 1), new Flatten(0), Shape.of());
    refuses("input [2, 3] has no axis 3", new Flatten(3), Shape.of(2, 3));
    refuses("input [2, 3] has no axis -3", new Flatten(-3), Shape.of(2, 3));
    refuses("takes 1 input, got 0", Flatten.BATCH);
  }

  @Test
  void flatten_beyondInt_isRefused() {
    refuses(
        "number of columns would be 4294967296, which is no extent of a tensor",
        Flatten.BATCH,
        image(1, 65536, 65536));
    refuses(
        "number of rows would be 4294967296, which is no extent of a tensor",
        new Flatten(-1),
        Shape.of(65536, 65536, 2));
  }

  @Test
  void squeeze_axesOfExtentOne_areDropped() {
    infers(Shape.of(2, 3), new Squeeze(List.of()), Shape.nchw(1, 2, 3, 1));
    infers(Shape.of(2, 3, 1), new Squeeze(List.of(0)), Shape.nchw(1, 2, 3, 1));
    infers(Shape.of(1, 2, 3), new Squeeze(List.of(-1)), Shape.nchw(1, 2, 3, 1));
    infers(Shape.of(), new Squeeze(List.of()), Shape.of(1));
    refuses(
        "axis 1 of input [1, 2] has extent 2, only 1 can be squeezed",
        new Squeeze(List.of(-1)),
        Shape.of(1, 2));
    refuses("input [1, 2] has no axis 2", new Squeeze(List.of(2)), Shape.of(1, 2));
    refuses("takes 1 input, got 0", new Squeeze(List.of()));
  }

  @Test
  void unsqueeze_places_getExtentOne() {
    infers(Shape.of(1, 2, 1, 3), new Unsqueeze(List.of(0, 2)), Shape.of(2, 3));
    infers(Shape.of(2, 3, 1), new Unsqueeze(List.of(-1)), Shape.of(2, 3));
    infers(Shape.of(1), new Unsqueeze(List.of(0)), Shape.of());
    refuses(
        "axes [0, 0] must be different places in an output of rank 4",
        new Unsqueeze(List.of(0, 0)),
        Shape.of(2, 3));
    refuses(
        "axes [3] must be different places in an output of rank 3",
        new Unsqueeze(List.of(3)),
        Shape.of(2, 3));
    refuses("takes 1 input, got 0", new Unsqueeze(List.of(0)));
  }

  @Test
  void reinterpretations_integers_stayIntegers() {
    List<TensorType> in = List.of(TensorType.int32(Shape.of(1, 6)));
    assertEquals(List.of(TensorType.int32(Shape.of(2, 3))), Reshape.to(2, 3).outputs(in));
    assertEquals(in, Flatten.BATCH.outputs(in));
    assertEquals(List.of(TensorType.int32(Shape.of(6))), new Squeeze(List.of()).outputs(in));
    assertEquals(
        List.of(TensorType.int32(Shape.of(1, 1, 6))), new Unsqueeze(List.of(0)).outputs(in));
  }

  @Test
  void transpose_axes_areReordered() {
    infers(Shape.of(1, 28, 28, 3), new Transpose(List.of(0, 2, 3, 1)), image(3, 28, 28));
    infers(Shape.of(4, 2, 3), new Transpose(List.of(2, 0, 1)), Shape.of(2, 3, 4));
    refuses(
        "input [2, 3] has rank 2, but the order is of 3 axes",
        new Transpose(List.of(0, 2, 1)),
        Shape.of(2, 3));
    refused("every axis must stand once, got [0, 0]", () -> new Transpose(List.of(0, 0)));
    refused("every axis must stand once, got [1, 2]", () -> new Transpose(List.of(1, 2)));
  }

  @Test
  void slice_ranges_countFromEitherEnd() {
    infers(image(3, 4, 5), slice(1, 0, 3, 1), image(10, 4, 5));
    infers(image(2, 4, 5), slice(-3, -3, -1, 1), image(10, 4, 5));
    infers(image(4, 4, 5), slice(1, 0, Integer.MAX_VALUE, 3), image(10, 4, 5));
    infers(image(10, 4, 5), slice(1, -1, Integer.MIN_VALUE, -1), image(10, 4, 5));
    infers(image(3, 4, 5), slice(1, 100, 3, -2), image(10, 4, 5));
    infers(image(10, 4, 5), slice(1, -100, 100, 1), image(10, 4, 5));
    infers(image(1, 4, 5), slice(1, 0, 10, Integer.MAX_VALUE), image(10, 4, 5));
    infers(image(1, 4, 5), slice(1, -1, 0, Integer.MIN_VALUE), image(10, 4, 5));
    infers(image(10, 4, 5), new Slice(List.of()), image(10, 4, 5));
  }

  @Test
  void slice_first_isCountedFromTheFront() {
    assertEquals(7, new Slice.Range(0, -3, 10, 1).first(10));
    assertEquals(9, new Slice.Range(0, 99, 0, -1).first(10));
    assertEquals(0, new Slice.Range(0, -99, 10, 1).first(10));
    assertEquals(0, new Slice.Range(0, -99, -100, -1).first(10));
  }

  @Test
  void slice_nothingOrTwice_isRefused() {
    refuses(
        "Range[axis=0, start=2, end=2, step=1] takes nothing of input [3]",
        slice(0, 2, 2, 1),
        Shape.of(3));
    refuses(
        "Range[axis=0, start=0, end=2, step=-1] takes nothing of input [3]",
        slice(0, 0, 2, -1),
        Shape.of(3));
    refuses("input [3] has no axis 1", slice(1, 0, 1, 1), Shape.of(3));
    Slice.Range range = new Slice.Range(0, 0, 2, 1);
    refuses(
        "axis 0 of input [3] is sliced twice",
        new Slice(List.of(range, new Slice.Range(-1, 1, 3, 1))),
        Shape.of(3));
    refused("a slice's step must not be 0", () -> new Slice.Range(0, 0, 1, 0));
  }

  @Test
  void pad_axes_grow() {
    Pad pad = new Pad(List.of(0, 0, 1, 2), List.of(0, 3, 0, 1), Pad.Mode.CONSTANT, 0);
    infers(image(6, 5, 7), pad, image(3, 4, 4));
    refuses("input [3, 4] has rank 2, but padding is given for 4 axes", pad, Shape.of(3, 4));
  }

  @Test
  void pad_reflection_needsMoreThanItAdds() {
    Pad pad = new Pad(List.of(0, 1), List.of(0, 3), Pad.Mode.REFLECT, 0);
    infers(Shape.of(2, 8), pad, Shape.of(2, 4));
    refuses("input [2, 3] is too small to be reflected by 1 and 3 at axis 1", pad, Shape.of(2, 3));
    infers(Shape.of(2, 5), new Pad(pad.before(), pad.after(), Pad.Mode.EDGE, 0), Shape.of(2, 1));
  }

  @Test
  void pad_badCounts_areRefused() {
    refused(
        "padding before and after must name the same axes, got [1] and [1, 2]",
        () -> new Pad(List.of(1), List.of(1, 2), Pad.Mode.EDGE, 0));
    refused(
        "padding must be at least 0, got -1",
        () -> new Pad(List.of(1), List.of(-1), Pad.Mode.EDGE, 0));
    refuses(
        "padded extent would be 2147483648, which is no extent of a tensor",
        new Pad(List.of(Integer.MAX_VALUE), List.of(0), Pad.Mode.EDGE, 0),
        Shape.of(1));
  }

  @Test
  void concat_extents_addUpAlongTheAxis() {
    infers(image(80, 7, 7), Concat.CHANNELS, image(32, 7, 7), image(48, 7, 7));
    infers(Shape.of(2, 6), new Concat(-1), Shape.of(2, 1), Shape.of(2, 2), Shape.of(2, 3));
    infers(Shape.of(2), new Concat(0), Shape.of(2));
  }

  @Test
  void concat_inputsThatDiffer_areRefused() {
    refuses(
        "inputs [1, 32, 7, 7] and [1, 48, 7, 8] differ outside axis 1",
        Concat.CHANNELS,
        image(32, 7, 7),
        image(48, 7, 8));
    refuses(
        "inputs [2, 3] and [2] differ outside axis 0", new Concat(0), Shape.of(2, 3), Shape.of(2));
    refuses("takes at least 1 input, got 0", Concat.CHANNELS);
    refuses("input [2] has no axis 1", Concat.CHANNELS, Shape.of(2));
    refuses(
        "input [2] INT32 is not FLOAT32",
        new Concat(0),
        List.of(TensorType.float32(Shape.of(2)), TensorType.int32(Shape.of(2))));
    refuses(
        "extent of axis 0 would be 4294967294, which is no extent of a tensor",
        new Concat(0),
        Shape.of(Integer.MAX_VALUE),
        Shape.of(Integer.MAX_VALUE));
  }
}
