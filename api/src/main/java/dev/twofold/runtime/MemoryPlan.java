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
   * that is alive with it.
   *
   * Two things of the hardware decide where exactly. A block begins with a cache line, or every load of
   * a 64-byte vector touches two: an array's elements begin 16 bytes behind the array, and a large array
   * begins with a region of G1's, so element 12 begins a line. (That is why the floats of a run, scratch
   * memory too, are one array: the longer it is, the sooner G1 calls it large, which is half a region of
   * 1 to 32 MB. 96 channels on 112 x 112, stride 2, on scratch memory: 111 us on lines, 170 across.) And
   * of blocks that are alive together no two begin at the same place within their pages of 4 KB: a
   * processor compares a load with the stores before it by these 12 bits first and waits where they
   * agree, which in a depthwise convolution they would do at every pixel (128 channels on 56 x 56: 170 us
   * instead of 94).
   */

  private static final int LINE = 16;

  /// The first element at which a line begins.
  static final int FIRST = 12;

  private static final int PAGE = 1024;
  private static final int APART = 256;
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE - 8L;

  private MemoryPlan() {}

  /// Sets the offset of every block of a type.
  ///
  /// @return the length of the array that holds them, in elements; what follows begins with a line
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
      length(end);
      block.offset = (int) offset;
      placed.add(block);
    }
    return (int) end;
  }

  /// A number of elements as the length of an array.
  ///
  /// @throws BackendException if no Java array is that long
  static int length(long elements) {
    if (elements > MAX_ELEMENTS) {
      throw new BackendException(
          "activations and scratch memory need more than %d elements; use a smaller input or batch"
              .formatted(MAX_ELEMENTS));
    }
    return (int) elements;
  }

  private static long lowest(Block block, List<Block> placed) {
    List<Block> alive =
        placed.stream()
            .filter(block::isAliveWith)
            .sorted(Comparator.comparingInt(other -> other.offset))
            .toList();
    long offset = apart(FIRST, alive);
    for (Block other : alive) {
      if (offset + aligned(block) <= other.offset) {
        break;
      }
      long behind = other.offset + aligned(other);
      if (behind > offset) {
        offset = apart(behind, alive);
      }
    }
    return offset;
  }

  /// The first place from `offset` on that is apart from all blocks within their pages, or `offset` if
  /// there are too many of them.
  private static long apart(long offset, List<Block> alive) {
    for (long place = offset; place < offset + PAGE; place += LINE) {
      if (isApart(place, alive)) {
        return place;
      }
    }
    return offset;
  }

  private static boolean isApart(long offset, List<Block> alive) {
    for (Block other : alive) {
      long distance = Math.floorMod(offset - other.offset, (long) PAGE);
      if (distance < APART || distance > PAGE - APART) {
        return false;
      }
    }
    return true;
  }

  private static long aligned(Block block) {
    return (block.elements + LINE - 1L) / LINE * LINE;
  }
}
