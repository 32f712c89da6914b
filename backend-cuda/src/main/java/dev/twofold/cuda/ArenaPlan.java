package dev.twofold.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Places regions in one arena so that those in use at the same time do not overlap.
final class ArenaPlan {

  /*
   * Greedy by size (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference",
   * arXiv:2001.03288): the largest first, each at the lowest place that is free while it is in use.
   */

  private ArenaPlan() {}

  /// Sets the offset of every region.
  ///
  /// @return the size of the arena, in bytes
  static long place(List<Region> regions) {
    List<Region> placed = new ArrayList<>();
    long end = 0;
    for (Region region : bySize(regions)) {
      List<Region> inUse =
          placed.stream()
              .filter(region::isAliveWith)
              .sorted(Comparator.comparingLong(Region::offset))
              .toList();
      region.placeAt(lowest(region, inUse));
      placed.add(region);
      end = Math.max(end, region.end());
    }
    return end;
  }

  private static List<Region> bySize(List<Region> regions) {
    return regions.stream().sorted(Comparator.comparingLong(Region::bytes).reversed()).toList();
  }

  private static long lowest(Region region, List<Region> inUse) {
    long place = 0;
    for (Region other : inUse) {
      if (place + region.bytes() <= other.offset()) {
        return place;
      }
      place = Math.max(place, other.end());
    }
    return place;
  }
}
