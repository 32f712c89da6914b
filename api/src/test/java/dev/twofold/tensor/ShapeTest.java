package dev.twofold.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {

  private static void refused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void nchw_image_namesItsExtents() {
    Shape shape = Shape.nchw(2, 3, 5, 7);
    assertEquals(4, shape.rank());
    assertEquals(2, shape.n());
    assertEquals(3, shape.c());
    assertEquals(5, shape.h());
    assertEquals(7, shape.w());
    assertEquals(7, shape.dim(3));
    assertEquals(210, shape.elements());
    assertEquals(Shape.of(2, 3, 5, 7), shape);
  }

  @Test
  void of_nothing_isAScalar() {
    assertEquals(0, Shape.of().rank());
    assertEquals(1, Shape.of().elements());
    assertEquals("[]", Shape.of().toString());
  }

  @Test
  void of_extentBelowOne_isRefused() {
    refused("shape [2, 0]: every extent must be at least 1, got 0", () -> Shape.of(2, 0));
    refused("shape [-1]: every extent must be at least 1, got -1", () -> Shape.of(-1));
    refused(
        "shape [1, 3, -5, 7]: every extent must be at least 1, got -5",
        () -> Shape.nchw(1, 3, -5, 7));
  }

  @Test
  void of_tooManyElements_isRefused() {
    int max = Integer.MAX_VALUE;
    assertEquals((long) max * max, Shape.of(max, max).elements());
    refused(
        "shape [2147483647, 2147483647, 3] has more elements than 2^63 - 1",
        () -> Shape.of(max, max, 3));
  }

  @Test
  void of_arrayChangedLater_isNotAffected() {
    int[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 9;
    shape.dims()[1] = 9;
    assertArrayEquals(new int[] {2, 3}, shape.dims());
  }

  @Test
  void c_otherRank_isRefused() {
    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> Shape.of(2, 3).c());
    assertEquals("shape [2, 3] has rank 2, but [N, C, H, W] is asked for", refusal.getMessage());
  }

  @Test
  void dim_noSuchAxis_isRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> Shape.of(2, 3).dim(2));
    assertThrows(IndexOutOfBoundsException.class, () -> Shape.of(2, 3).dim(-1));
  }

  @Test
  void withDim_anotherExtent_leavesTheOriginal() {
    Shape shape = Shape.of(2, 3);
    assertEquals(Shape.of(2, 8), shape.withDim(1, 8));
    assertEquals(Shape.of(2, 3), shape);
    refused("shape [0, 3]: every extent must be at least 1, got 0", () -> shape.withDim(0, 0));
  }

  @Test
  void parse_extentsJoinedByX_isTheShape() {
    assertEquals(Shape.nchw(1, 3, 224, 224), Shape.parse("1x3x224x224"));
    assertEquals(Shape.of(7), Shape.parse("7"));
    assertEquals(Shape.of(7), Shape.parse("007"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1x", "x1", "1xx2", "1,3", "1x-3", "1 x 3", "1X3", "axb", "1.5"})
  void parse_anotherForm_isRefused(String text) {
    refused(
        "shape '" + text + "': expected extents joined by 'x', such as 1x3x224x224",
        () -> Shape.parse(text));
  }

  @Test
  void parse_extentOutOfRange_isRefused() {
    refused(
        "shape '1x1099511627776': extent 1099511627776 is above 2147483647",
        () -> Shape.parse("1x1099511627776"));
    refused("shape [1, 0]: every extent must be at least 1, got 0", () -> Shape.parse("1x0"));
  }

  @Test
  void equals_sameExtents_onlyThenEqual() {
    assertEquals(Shape.of(2, 3).hashCode(), Shape.of(2, 3).hashCode());
    assertNotEquals(Shape.of(2, 3), Shape.of(3, 2));
    assertNotEquals(Shape.of(2, 3), Shape.of(2, 3, 1));
    assertNotEquals(Shape.of(2), (Object) "[2]");
  }

  @Test
  void toString_extents_areListed() {
    assertEquals("[1, 96, 14, 14]", Shape.nchw(1, 96, 14, 14).toString());
  }
}
