package dev.twofold.cuda.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PackingTest {

  @Test
  void product_groups_areRowsOfColumnsPaddedWithZeros() {
    Product product = new Product(1, 3, 18, 2);
    float[] packed =
        Packing.product(product, Tile.T32X32, (g, k, c) -> 1 + g * 10_000 + k * 100 + c);
    assertEquals(2 * 32 * 32, packed.length);
    for (int i = 0; i < packed.length; i++) {
      int c = i % 32;
      int k = i / 32 % 32;
      boolean exists = c < 3 && k < 18;
      float expected = exists ? 1 + i / 1024 * 10_000 + k * 100 + c : 0;
      assertEquals(expected, packed[i], "place " + i);
    }
  }

  @Test
  void product_noDepth_isEmpty() {
    assertEquals(0, Packing.product(new Product(4, 3, 0, 1), Tile.T32X32, (_, _, _) -> 1).length);
  }

  @Test
  void taps_channels_lieSideBySide() {
    float[] weights = {1, 2, 3, 4, 5, 6};
    assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, Packing.taps(weights, 2));
    assertArrayEquals(new float[] {1, 3, 5, 2, 4, 6}, Packing.taps(weights, 3));
  }
}
