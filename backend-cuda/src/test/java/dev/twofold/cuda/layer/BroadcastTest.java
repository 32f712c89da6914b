package dev.twofold.cuda.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Elementwise;
import dev.twofold.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastTest {

  private static Broadcast of(Shape a, Shape b) {
    return Broadcast.of(Elementwise.broadcast(a, b), List.of(a, b));
  }

  @Test
  void of_equalShapes_isOneAxis() {
    Broadcast broadcast = of(Shape.nchw(2, 16, 5, 7), Shape.nchw(2, 16, 5, 7));
    assertEquals(1, broadcast.rows());
    assertEquals(2 * 16 * 5 * 7, broadcast.columns());
    assertArrayEquals(new int[] {1, 1}, broadcast.steps());
    assertTrue(broadcast.inFours());
  }

  @Test
  void of_channels_areColumnsOfPixels() {
    Broadcast broadcast = of(Shape.nchw(2, 16, 5, 7), Shape.of(16, 1, 1));
    assertEquals(70, broadcast.rows());
    assertEquals(16, broadcast.columns());
    assertArrayEquals(new int[] {70, 16, 0}, broadcast.table());
    assertTrue(broadcast.inFours());
  }

  @Test
  void of_factorPerImageAndChannel_keepsThreeAxes() {
    Broadcast broadcast = of(Shape.nchw(2, 16, 1, 1), Shape.nchw(2, 16, 5, 7));
    assertArrayEquals(new int[] {35, 0, 16, 2, 16, 560}, broadcast.table());
    assertEquals(16, broadcast.columns());
  }

  @Test
  void of_scalar_standsStill() {
    Broadcast broadcast = of(Shape.of(), Shape.nchw(2, 3, 5, 2));
    assertEquals(60, broadcast.columns());
    assertArrayEquals(new int[] {0, 1}, broadcast.steps());
    assertTrue(broadcast.inFours());
  }

  @Test
  void of_scalars_isOneElement() {
    Broadcast broadcast = of(Shape.of(), Shape.of(1));
    assertEquals(1, broadcast.rows());
    assertEquals(1, broadcast.columns());
    assertFalse(broadcast.inFours());
  }

  @Test
  void of_rowMajorOperandOfAnImage_hasStridesOfItsOwnOrder() {
    // [C, H, W] = [8, 5, 7] lies row-major beside an image that lies as [H, W, C].
    Broadcast broadcast = of(Shape.nchw(1, 8, 5, 7), Shape.of(8, 5, 7));
    assertEquals(8, broadcast.columns());
    assertArrayEquals(new int[] {1, 35}, broadcast.steps());
    assertArrayEquals(new int[] {35, 8, 1}, broadcast.table());
    assertFalse(broadcast.inFours());
  }

  @Test
  void inFours_rowsOfAnOddLength_wouldBeMisaligned() {
    assertTrue(of(Shape.of(5, 4), Shape.of(5, 1)).inFours());
    assertFalse(of(Shape.of(5, 6), Shape.of(5, 1)).inFours());
  }

  @Test
  void inFours_operandWhoseRowsBeginAnywhere_isRefused() {
    // The right operand runs along the columns, and its rows begin 6 elements apart.
    Broadcast broadcast =
        new Broadcast(
            List.of(
                new Broadcast.Axis(4, new int[] {1, 1}), new Broadcast.Axis(3, new int[] {4, 6})));
    assertFalse(broadcast.inFours());
  }
}
