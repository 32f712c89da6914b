package dev.twofold.cuda.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Grid;
import org.junit.jupiter.api.Test;

class WalkTest {

  private static final DeviceTraits ONE = traits(1);
  private static final DeviceTraits MANY = traits(132);

  static DeviceTraits traits(int multiprocessors) {
    return new DeviceTraits(multiprocessors);
  }

  @Test
  void block_fewColumns_putsThreadsOnNeighbouringRows() {
    assertEquals(Block.of(1, 256), new Walk(9, 1).block());
    assertEquals(Block.of(4, 64), new Walk(9, 3).block());
    assertEquals(Block.of(32, 8), new Walk(9, 17).block());
    assertEquals(Block.of(32, 8), new Walk(9, 32).block());
    assertEquals(Block.of(64, 4), new Walk(9, 33).block());
  }

  @Test
  void block_manyColumns_isOneRow() {
    assertEquals(Block.of(256, 1), new Walk(9, 256).block());
    assertEquals(Block.of(256, 1), new Walk(9, 100_000).block());
  }

  @Test
  void grid_smallWalk_coversItOnce() {
    assertEquals(Grid.of(1, 1), new Walk(1, 1).grid(MANY));
    assertEquals(Grid.of(2, 1), new Walk(9, 17).grid(MANY));
    assertEquals(Grid.of(7, 4), new Walk(7, 1000).grid(MANY));
  }

  @Test
  void grid_largeWalk_isBoundedByTheDevice() {
    assertEquals(Grid.of(8, 4), new Walk(112, 1000).grid(ONE));
    assertEquals(Grid.of(1, 32), new Walk(112, 1_000_000).grid(ONE));
    assertEquals(Grid.of(1, 32 * 132), new Walk(1, Integer.MAX_VALUE).grid(MANY));
  }

  @Test
  void line_elements_oneAThreadUpToTheBound() {
    assertEquals(Grid.of(1), Walk.line(1, ONE));
    assertEquals(Grid.of(2), Walk.line(257, ONE));
    assertEquals(Grid.of(32), Walk.line(1L << 40, ONE));
  }
}
