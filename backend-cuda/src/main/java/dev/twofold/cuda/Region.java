package dev.twofold.cuda;

import java.util.List;

/// A piece of device memory and when it is in use.
final class Region {

  /*
   * Filled in while a program is planned and never changed behind that.
   */

  /// Every region begins at a multiple of this, in bytes, as the driver's own allocations do.
  private static final int ALIGNMENT = 256;

  private final long bytes;
  private final int first;
  private int last;
  private long offset;

  /// A region that is written first in a step.
  ///
  /// @param bytes its size in bytes
  Region(long bytes, int step) {
    this.bytes = bytes;
    this.first = step;
    this.last = step;
  }

  /// Notes that a step uses it.
  void usedAt(int step) {
    last = Math.max(last, step);
  }

  /// Whether both are in use in some step.
  boolean isAliveWith(Region other) {
    return first <= other.last && other.first <= last;
  }

  /// The size in bytes.
  long bytes() {
    return bytes;
  }

  /// Where it begins in its arena, in bytes.
  long offset() {
    return offset;
  }

  /// Where the next region may begin, in bytes.
  long end() {
    return offset + (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  void placeAt(long place) {
    offset = place;
  }

  /// Places regions one behind the other.
  ///
  /// @return the size of all, in bytes
  static long placeInRow(List<Region> regions) {
    long end = 0;
    for (Region region : regions) {
      region.placeAt(end);
      end = region.end();
    }
    return end;
  }
}
