package dev.twofold.cuda.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.plan.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilingTest {

  private static final int MULTIPROCESSORS = 132;

  private static Product product(int rows, int columns, int depth) {
    return new Product(rows, columns, depth, 1);
  }

  @ParameterizedTest
  @CsvSource({
    // MobileNetV1 at batch 32: enough for the largest tile until the last layers
    "401408,  64,   32, _128x64",
    "  6272, 512,  512, _128x64",
    "  1568,1024, 1024, _128x64",
    // at batch 1: smaller tiles, then the depth is split as far as parts of 64 go
    " 12544,  64,   32, _64x64",
    "   784, 256,  256, _64x64_split4",
    "   196, 512,  512, _64x64_split8",
    "    49,1024, 1024, _64x64_split16",
    // MobileNetV2's projections
    "401408,  16,   32, _128x32",
    " 12544,  16,   32, _32x32",
    "   196,  32,  192, _32x32_split3",
    // few rows
    "    10,1000, 1280, _32x32_split9",
    // nothing to split
    "   196, 512,   64, _64x64",
    "     1,   1,    1, _32x32",
    "     4,   3,    0, _32x32"
  })
  void of_products_takesWhatFillsTheCard(int rows, int columns, int depth, String suffix) {
    assertEquals(suffix, Tiling.of(product(rows, columns, depth), MULTIPROCESSORS, true).suffix());
  }

  @ParameterizedTest
  @CsvSource({
    "401408,  64,  32, 3, _64x64",
    "401408, 128,  64, 3, _64x128",
    "401408,  24,  96, 3, _64x32",
    "401408,  24,  96, 5, _64x64",
    "   196, 512, 512, 3, _64x128_split8",
  })
  void separable_pairs_takesTheNarrowestThatHoldsAllColumns(
      int rows, int columns, int depth, int kernel, String suffix) {
    Tiling tiling = Tiling.separable(product(rows, columns, depth), kernel, MULTIPROCESSORS);
    assertEquals(suffix, tiling.suffix());
  }

  @Test
  void of_smallerCard_splitsLess() {
    assertEquals("_64x64_split3", Tiling.of(product(196, 512, 512), 40, true).suffix());
    assertEquals("_64x64", Tiling.of(product(196, 512, 512), 20, true).suffix());
  }

  @Test
  void of_notSplittable_isNotSplit() {
    assertEquals("_64x64", Tiling.of(product(49, 1024, 1024), MULTIPROCESSORS, false).suffix());
  }

  @Test
  void of_anySizes_partsCoverTheDepth() {
    for (int depth = 0; depth < 3000; depth += 7) {
      for (int multiprocessors : new int[] {1, 7, 132, 1000}) {
        Tiling tiling = Tiling.of(product(49, 65, depth), multiprocessors, true);
        assertEquals(0, tiling.splitDepth() % Tile.DEPTH);
        assertTrue(tiling.splits() * tiling.splitDepth() >= depth, () -> tiling.toString());
        assertTrue((tiling.splits() - 1) * tiling.splitDepth() < Math.max(depth, 1));
      }
    }
  }

  @Test
  void grid_groupsAndParts_lieAlongZ() {
    Product product = new Product(130, 65, 512, 3);
    assertEquals(new Grid(3, 2, 3), Tiling.of(product, 1000, false).grid(product));
    Product single = product(130, 65, 512);
    assertEquals(new Grid(3, 2, 8), Tiling.of(single, 1000, true).grid(single));
  }
}
