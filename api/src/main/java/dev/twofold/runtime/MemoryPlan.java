package dev.twofold.runtime;

import dev.twofold.runtime.Buffer.Block;
import dev.twofold.spi.BackendException;
import dev.twofold.tensor.DataType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Places blocks in one array so that those alive at the same time do not overlap.
final class MemoryPlan {

  /*
   * Greedy by size (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference",
   * arXiv:2001.03288): the largest block first, each at the lowest place where it overlaps no block
   * that is alive with it. Places are multiples of 16 elements, a cache line.
   */

  private static final int ALIGNMENT = 16;
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8L;

  private MemoryPlan() {}

  /// Sets the offset of every block of a type.
  ///
  /// @return the length of the array that holds them, in elements
  /// @throws BackendException if no Java array is that long
  static int place(List<Block> blocks, DataType type) {
    List<Block> bySize =
        blocks.stream()
            .filter(block -> block.type == type)
            .sorted(Comparator.comparingInt((Block block) -> block.elements).reversed())
            .toList();
    List<Block> placed = new ArrayList<>();
    long end = 0;
    for (Block block : bySize) {
      long offset = lowest(block, placed);
      end = Math.max(end, offset + aligned(block));
      if (end > MAX_ELEMENTS) {
        throw new BackendException(
            "activations need more than %d elements of %s; use a smaller input or batch"
                .formatted(MAX_ELEMENTS, type));
      }
      block.offset = (int) offset;
      placed.add(block);
    }
    return (int) end;
  }

  private static long lowest(Block block, List<Block> placed) {
    List<Block> alive =
        placed.stream()
            .filter(block::isAliveWith)
            .sorted(Comparator.comparingInt(other -> other.offset))
            .toList();
    long offset = 0;
    for (Block other : alive) {
      if (offset + aligned(block) <= other.offset) {
        break;
      }
      offset = Math.max(offset, other.offset + aligned(other));
    }
    return offset;
  }

  private static long aligned(Block block) {
    return (block.elements + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
  }
}
