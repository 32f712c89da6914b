package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.runtime.Buffer.Block;
import dev.twofold.spi.BackendException;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {

  private static Block block(int elements, int first, int last) {
    Block block = new Block(TensorType.float32(Shape.of(elements)), null, first);
    block.usedAt(last);
    return block;
  }

  private static boolean isApart(Block a, Block b) {
    int distance = Math.floorMod(a.offset - b.offset, 1024);
    return distance >= 256 && distance <= 768;
  }

  @Test
  void place_chain_needsTheTwoLargestNeighbours() {
    List<Block> chain = List.of(block(1000, -1, 0), block(3000, 0, 1), block(2000, 1, 2));
    assertEquals(12 + 3008 + 256 + 2000, MemoryPlan.place(chain, DataType.FLOAT32), 256);
    assertEquals(12, chain.get(1).offset);
  }

  @Test
  void place_neighbours_lieApartWithinTheirPages() {
    List<Block> chain = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      chain.add(block(1024 * (1 + i % 5), i - 1, i));
    }
    MemoryPlan.place(chain, DataType.FLOAT32);
    for (int i = 1; i < chain.size(); i++) {
      assertTrue(isApart(chain.get(i - 1), chain.get(i)), "block " + i);
    }
  }

  @Test
  void place_moreBlocksThanFitApart_placesThemAll() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      blocks.add(block(1024, 0, 1));
    }
    assertTrue(MemoryPlan.place(blocks, DataType.FLOAT32) <= 12 + 9 * (1024 + 1024));
  }

  @Test
  void place_otherType_isLeftOut() {
    Block ints = new Block(TensorType.int32(Shape.of(50)), null, 0);
    assertEquals(0, MemoryPlan.place(List.of(ints), DataType.FLOAT32));
    assertEquals(12 + 64, MemoryPlan.place(List.of(ints), DataType.INT32));
  }

  @Test
  void place_randomLifetimes_neverOverlapsAndBeginsWithCacheLines() {
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      List<Block> blocks = new ArrayList<>();
      long sum = 12;
      for (int i = 0; i < 40; i++) {
        int first = random.nextInt(30);
        blocks.add(block(1 + random.nextInt(5000), first, first + random.nextInt(8)));
        sum += blocks.getLast().elements + 1024;
      }
      int size = MemoryPlan.place(blocks, DataType.FLOAT32);
      assertTrue(size <= sum);
      for (Block a : blocks) {
        assertTrue(a.offset % 16 == 12 && a.offset + a.elements <= size);
        assertEquals(12, size % 16, "what follows begins with a line");
        for (Block b : blocks) {
          boolean apart = a.offset + a.elements <= b.offset || b.offset + b.elements <= a.offset;
          assertFalse(a != b && a.isAliveWith(b) && !apart, "two live blocks overlap");
        }
      }
    }
  }

  @Test
  void workspaceOffset_noActivations_beginsWithALine() {
    ProgramPlan plan = new ProgramPlan(List.of(), List.of(), List.of(), null, 0, 0);
    assertEquals(12, plan.workspaceOffset());
    assertEquals(0, plan.arena());
  }

  @Test
  void place_moreThanAnArrayHolds_saysSo() {
    List<Block> blocks = List.of(block(Integer.MAX_VALUE - 100, 0, 1), block(200, 0, 1));
    assertEquals(
        "activations and scratch memory need more than 2147483639 elements; use a smaller input or"
            + " batch",
        assertThrows(BackendException.class, () -> MemoryPlan.place(blocks, DataType.FLOAT32))
            .getMessage());
  }
}
