package dev.twofold.cuda.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.layer.Rearrangement.Axis;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class RearrangementTest {

  private static Rearrangement toRows(Shape shape) {
    return Rearrangement.of(shape, Layout.NHWC, Layout.NCHW);
  }

  @Test
  void of_imageToRowMajor_exchangesPixelsAndChannels() {
    Rearrangement rearrangement = toRows(Shape.nchw(2, 3, 5, 7));
    assertEquals(List.of(new Axis(2, 105), new Axis(3, 1), new Axis(35, 3)), rearrangement.axes());
    assertTrue(rearrangement.isExchange());
    assertFalse(rearrangement.isCopy());
  }

  @Test
  void of_rowMajorToImage_exchangesBack() {
    Rearrangement rearrangement =
        Rearrangement.of(Shape.nchw(1, 3, 5, 7), Layout.NCHW, Layout.NHWC);
    assertEquals(List.of(new Axis(35, 1), new Axis(3, 35)), rearrangement.axes());
    assertTrue(rearrangement.isExchange());
  }

  @Test
  void of_oneChannelOrOnePixel_isACopy() {
    assertTrue(toRows(Shape.nchw(2, 1, 5, 7)).isCopy());
    assertTrue(toRows(Shape.nchw(2, 9, 1, 1)).isCopy());
    assertTrue(toRows(Shape.nchw(1, 1, 1, 1)).isCopy());
  }

  @Test
  void of_oneOrder_isACopy() {
    assertTrue(Rearrangement.of(Shape.nchw(2, 3, 5, 7), Layout.NHWC, Layout.NHWC).isCopy());
  }

  @Test
  void of_threeAxesReversed_isNeither() {
    Rearrangement rearrangement = Rearrangement.of(new int[] {5, 3, 2}, new int[] {1, 5, 15});
    assertFalse(rearrangement.isCopy());
    assertFalse(rearrangement.isExchange());
  }

  @Test
  void of_exchangeOfOuterAxes_isNeither() {
    // [a, b, c] to [b, a, c]: whole rows of c move.
    Rearrangement rearrangement = Rearrangement.of(new int[] {3, 2, 5}, new int[] {5, 15, 1});
    assertFalse(rearrangement.isCopy());
    assertFalse(rearrangement.isExchange());
  }
}
