package dev.twofold.cpu;

import dev.twofold.cpu.kernel.ConvGeometry;

/// Where a depthwise convolution should put its output so that its loads do not wait for its stores.
final class Apart {

  /*
   * A processor compares a load with the stores before it by the lower 12 bits of their addresses and
   * waits where they agree, though the pages differ. With stride 1 the distance between what is stored
   * and what is loaded some pixels later stays the same along a row, so it agrees at every pixel or at
   * none. Which it is follows from the places of the two buffers: of all places within a page the one
   * is taken whose first agreement is with the load furthest ahead. (Large arrays begin alike within
   * their pages, see the memory plan.)
   */

  /// The most elements that are skipped.
  static final int MOST = 1024;

  private static final int PAGE = 1024;

  /// Places in a page that are nearer count as agreeing.
  private static final int NEAR = 2 * SplitKernel.LINE;

  /// About as many pixels as are under way in a processor at a time.
  private static final int AHEAD = 24;

  private final int[] skips = new int[PAGE / SplitKernel.LINE];

  /// Looks for the places for all distances.
  Apart(ConvGeometry geometry) {
    int[] free = new int[skips.length];
    for (int line = 0; line < free.length; line++) {
      free[line] = free(geometry, line * SplitKernel.LINE);
    }
    for (int line = 0; line < skips.length; line++) {
      int best = 0;
      for (int skip = 1; skip < skips.length; skip++) {
        int there = Math.floorMod(line - skip, skips.length);
        best = free[there] > free[Math.floorMod(line - best, skips.length)] ? skip : best;
      }
      skips[line] = best * SplitKernel.LINE;
    }
  }

  /// The number of pixels ahead whose loads agree with no store.
  private static int free(ConvGeometry geometry, int distance) {
    int row = geometry.iw() * geometry.ic();
    for (int ahead = 0; ahead < AHEAD; ahead++) {
      for (int kh = 0; kh < geometry.kh(); kh++) {
        int apart = distance + kh * geometry.dilationH() * row + ahead * geometry.ic();
        int within = Math.floorMod(apart, PAGE);
        if (within < NEAR || within > PAGE - NEAR) {
          return ahead;
        }
      }
    }
    return AHEAD;
  }

  /// The elements to skip before the output.
  ///
  /// @param distance from where the output would begin to the input of its first row
  int skip(int distance) {
    return skips[Math.floorMod(distance, PAGE) / SplitKernel.LINE];
  }
}
