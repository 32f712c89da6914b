package dev.twofold.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TensorTypeTest {

  @Test
  void bytes_eitherType_isFourPerElement() {
    assertEquals(24, TensorType.float32(Shape.of(2, 3)).bytes());
    assertEquals(24, TensorType.int32(Shape.of(2, 3)).bytes());
    assertEquals(4, DataType.FLOAT32.bytes());
    assertEquals(4, DataType.INT32.bytes());
  }

  @Test
  void bytes_beyondLong_isRefused() {
    int max = Integer.MAX_VALUE;
    TensorType huge = TensorType.float32(Shape.of(max, max));
    assertThrows(ArithmeticException.class, huge::bytes);
  }

  @Test
  void toString_floats_areTheDefault() {
    assertEquals("[1, 3, 8, 8]", TensorType.float32(Shape.nchw(1, 3, 8, 8)).toString());
    assertEquals("[1, 3, 8, 8] INT32", TensorType.int32(Shape.nchw(1, 3, 8, 8)).toString());
  }
}
