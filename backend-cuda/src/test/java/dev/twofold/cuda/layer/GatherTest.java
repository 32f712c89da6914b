package dev.twofold.cuda.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Identity;
import dev.twofold.graph.Slice;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatherTest {

  private static LayerCall slice(Shape shape, Slice.Range range) {
    return LayerCall.of("slice", new Slice(List.of(range)), List.of(TensorType.float32(shape)));
  }

  @Test
  void packed_image_listsRowsInnermostFirstAndColumnsLast() {
    LayerCall call = slice(Shape.nchw(1, 3, 2, 4), new Slice.Range(3, 1, 3, 1));
    Gather gather = Gather.of(call, 0, (axis, i) -> axis == 3 ? i + 1 : i);
    assertArrayEquals(new int[] {2, 3, 6, 2, 0, 12, 1, 0, 0, 1, 2}, gather.packed());
  }

  @Test
  void packed_scalar_isOnePlace() {
    LayerCall call =
        LayerCall.of("copy", new Identity("Copy"), List.of(TensorType.float32(Shape.of())));
    assertArrayEquals(new int[] {0}, Gather.of(call, 0, (_, i) -> i).packed());
  }

  @Test
  void inFours_channelsWholeOrFromAMultipleOfFour_isTrue() {
    Shape image = Shape.nchw(1, 16, 2, 2);
    LayerCall whole = slice(image, new Slice.Range(2, 1, 2, 1));
    assertTrue(Gather.of(whole, 0, (axis, i) -> axis == 2 ? i + 1 : i).inFours());
    LayerCall second = slice(image, new Slice.Range(1, 8, 16, 1));
    assertTrue(Gather.of(second, 0, (axis, i) -> axis == 1 ? i + 8 : i).inFours());
  }

  @Test
  void inFours_channelsFromElsewhereOrBackwards_isFalse() {
    Shape image = Shape.nchw(1, 16, 2, 2);
    LayerCall middle = slice(image, new Slice.Range(1, 2, 10, 1));
    assertFalse(Gather.of(middle, 0, (axis, i) -> axis == 1 ? i + 2 : i).inFours());
    LayerCall back = slice(image, new Slice.Range(1, -1, Integer.MIN_VALUE, -1));
    assertFalse(Gather.of(back, 0, (axis, i) -> axis == 1 ? 15 - i : i).inFours());
  }

  @Test
  void inFours_rowsThatBeginAnywhere_isFalse() {
    LayerCall call = slice(Shape.nchw(1, 6, 2, 2), new Slice.Range(1, 0, 4, 1));
    assertFalse(Gather.of(call, 0, (_, i) -> i).inFours());
  }
}
