package dev.twofold.cpu.kernel;

/// How many routines of one part of the kernels are not compiled yet, by the width of their panels.
final class Cold {

  // The counts are replaced, never changed: kernels look at them at every call.

  private volatile int[] counts = new int[4 * Species.WIDE_LENGTH + 1];

  synchronized void add(int width, int more) {
    int[] changed = counts.clone();
    changed[width] += more;
    counts = changed;
  }

  boolean is(int width) {
    return counts[width] > 0;
  }

  boolean any() {
    for (int count : counts) {
      if (count > 0) {
        return true;
      }
    }
    return false;
  }
}
