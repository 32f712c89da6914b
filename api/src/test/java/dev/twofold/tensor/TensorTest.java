package dev.twofold.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TensorTest {

  private static void refused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  private static void illegal(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalStateException.class, action).getMessage());
  }

  @Test
  void of_array_isNotCopied() {
    float[] data = {1, 2, 3, 4, 5, 6};
    Tensor tensor = Tensor.of(Shape.of(2, 3), data);
    assertSame(data, tensor.floats());
    assertEquals(Shape.of(2, 3), tensor.shape());
    assertEquals(DataType.FLOAT32, tensor.type().type());
    assertEquals(Layout.NCHW, tensor.layout());
  }

  @Test
  void ofInts_array_isNotCopied() {
    int[] data = {1, 2};
    Tensor tensor = Tensor.ofInts(Shape.of(2), data);
    assertSame(data, tensor.ints());
    assertEquals(DataType.INT32, tensor.type().type());
  }

  @Test
  void of_anotherLength_isRefused() {
    refused(
        "tensor of shape [2, 3]: expected 6 elements, got an array of 5",
        () -> Tensor.of(Shape.of(2, 3), new float[5]));
    refused(
        "tensor of shape [1, 1000, 1000]: expected 1000000 elements, got an array of 0",
        () -> Tensor.ofInts(Shape.of(1, 1000, 1000)));
  }

  @Test
  void of_channelsLast_needsRankFour() {
    Tensor image = Tensor.of(Shape.nchw(1, 2, 1, 1), Layout.NHWC, 1, 2);
    assertEquals(Layout.NHWC, image.layout());
    refused(
        "tensor of shape [2]: layout NHWC needs rank 4; use NCHW (row-major)",
        () -> Tensor.of(Shape.of(2), Layout.NHWC, 1, 2));
  }

  @Test
  void zeros_eitherType_isAllZeros() {
    assertArrayEquals(new float[6], Tensor.zeros(Shape.of(2, 3)).floats());
    assertArrayEquals(new int[6], Tensor.zeros(TensorType.int32(Shape.of(2, 3))).ints());
    assertArrayEquals(new float[1], Tensor.zeros(Shape.of()).floats());
  }

  @Test
  void zeros_moreThanAnArrayHolds_isRefusedBeforeAllocation() {
    refused(
        "tensor of shape [65536, 65536]: 4294967296 elements, but a tensor on the heap holds at"
            + " most 2147483639",
        () -> Tensor.zeros(Shape.of(65536, 65536)));
  }

  @Test
  void floats_ofIntegers_isRefused() {
    illegal(
        "tensor [2] INT32: its elements are not floats",
        () -> Tensor.ofInts(Shape.of(2), 1, 2).floats());
  }

  @Test
  void ints_ofFloats_isRefused() {
    illegal("tensor [2]: its elements are not integers", () -> Tensor.of(Shape.of(2), 1, 2).ints());
  }

  @Test
  void withShape_asManyElements_sharesTheData() {
    Tensor tensor = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor row = tensor.withShape(Shape.of(6));
    assertSame(tensor.floats(), row.floats());
    assertEquals(Shape.of(6), row.shape());
    Tensor ints = Tensor.ofInts(Shape.of(2), 1, 2);
    assertSame(ints.ints(), ints.withShape(Shape.of(1, 2)).ints());
  }

  @Test
  void withShape_anotherNumberOfElements_isRefused() {
    refused(
        "tensor of shape [5]: expected 5 elements, got an array of 6",
        () -> Tensor.zeros(Shape.of(2, 3)).withShape(Shape.of(5)));
    refused(
        "tensor of shape [65536, 65536]: expected 4294967296 elements, got an array of 6",
        () -> Tensor.zeros(Shape.of(2, 3)).withShape(Shape.of(65536, 65536)));
  }

  @Test
  void withShape_channelsLast_isRefused() {
    Tensor image = Tensor.of(Shape.nchw(1, 2, 1, 1), Layout.NHWC, 1, 2);
    illegal(
        "tensor [1, 2, 1, 1]: only a row-major tensor is reshaped",
        () -> image.withShape(Shape.of(2)));
  }

  @Test
  void toString_tensor_tellsShapeTypeAndLayout() {
    assertEquals("Tensor[2]", Tensor.zeros(Shape.of(2)).toString());
    assertEquals("Tensor[2] INT32", Tensor.ofInts(Shape.of(2), 1, 2).toString());
    assertEquals(
        "Tensor[1, 1, 1, 1] NHWC", Tensor.of(Shape.nchw(1, 1, 1, 1), Layout.NHWC, 1).toString());
  }
}
