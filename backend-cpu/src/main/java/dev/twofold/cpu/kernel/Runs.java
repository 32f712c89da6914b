package dev.twofold.cpu.kernel;

import java.util.Arrays;

/// Where in several dense tensors the elements of their common, broadcast shape are found.
final class Runs {

  // A repeated axis has stride 0. Axes of extent 1 are dropped and neighbours merged where all
  // inputs allow it; the last axis that remains is a run, along which an input advances or stays.
  //
  //     [56, 56, 144] + [56, 56, 144]   one run of 451584, strides 1 and 1
  //     [56, 56, 144] * [144]           3136 runs of 144, strides 1 and 1
  //     [144, 56, 56] * [144, 1, 1]     144 runs of 3136, strides 1 and 0

  private static final int LONGEST_RUN = 1 << 14;

  private final int[] extents;
  private final int[][] strides;

  /// Runs of tensors that lie in row-major order.
  ///
  /// @param inputs the extents of each, all of one rank
  Runs(int[]... inputs) {
    int rank = inputs[0].length;
    int[] extent = new int[rank + 1];
    int[][] stride = new int[inputs.length][rank + 1];
    int[] step = new int[inputs.length];
    Arrays.fill(step, 1);
    int at = rank + 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      int length = 1;
      boolean merges = at <= rank;
      int[] next = new int[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        length = Math.max(length, inputs[i][axis]);
        next[i] = inputs[i][axis] == 1 ? 0 : step[i];
        step[i] *= inputs[i][axis];
        merges = merges && next[i] == stride[i][at] * extent[at];
      }
      if (length == 1) {
        continue;
      }
      if (merges && (long) length * extent[at] <= LONGEST_RUN) {
        extent[at] *= length;
      } else {
        at--;
        extent[at] = length;
        for (int i = 0; i < inputs.length; i++) {
          stride[i][at] = next[i];
        }
      }
    }
    if (at > rank) {
      at--;
      extent[at] = 1;
    }
    this.extents = tail(extent, at);
    this.strides = new int[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      strides[i] = tail(stride[i], at);
    }
  }

  private static int[] tail(int[] array, int from) {
    return Arrays.copyOfRange(array, from, array.length);
  }

  /// The number of runs.
  int count() {
    int count = 1;
    for (int axis = 0; axis < extents.length - 1; axis++) {
      count *= extents[axis];
    }
    return count;
  }

  /// The elements of a run.
  int length() {
    return extents[extents.length - 1];
  }

  /// Whether an input has one element for all of a run.
  boolean stays(int input) {
    return strides[input][extents.length - 1] == 0;
  }

  /// How many runs in a row start at the same place of one input and follow each other in another.
  int repeats(int staying, int following) {
    int axis = extents.length - 2;
    boolean repeat =
        axis >= 0 && strides[staying][axis] == 0 && strides[following][axis] == length();
    return repeat ? extents[axis] : 1;
  }

  /// Where a run starts in an input, counted from its first element.
  int start(int input, int run) {
    int[] stride = strides[input];
    int start = 0;
    int place = run;
    for (int axis = extents.length - 2; axis >= 0; axis--) {
      start += place % extents[axis] * stride[axis];
      place /= extents[axis];
    }
    return start;
  }
}
