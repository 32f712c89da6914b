package dev.twofold.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Arguments lie at multiples of their sizes.
class ParametersTest {

  @Test
  void append_addressBehindInteger_isAligned() {
    assertEquals(4, new Parameters().int32(1).bytes());
    assertEquals(16, new Parameters().int32(1).address(2).bytes());
    assertEquals(20, new Parameters().int32(1).address(2).float32(3).bytes());
    assertEquals(16, new Parameters().int32(1).float32(3).int64(2).bytes());
    assertEquals(0, new Parameters().bytes());
  }
}
