package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Memory by liveness.
class ArenaPlanTest {

  private static Region region(long bytes, int first, int last) {
    Region region = new Region(bytes, first);
    region.usedAt(last);
    return region;
  }

  private static boolean overlap(Region a, Region b) {
    return a.offset() < b.offset() + b.bytes() && b.offset() < a.offset() + a.bytes();
  }

  @Test
  void place_chain_needsOnlyTwoNeighbours() {
    List<Region> chain = List.of(region(512, 0, 1), region(1024, 1, 2), region(256, 2, 3));
    assertEquals(1536, ArenaPlan.place(chain));
    assertEquals(0, chain.get(1).offset());
    assertEquals(1024, chain.get(0).offset());
    assertEquals(1024, chain.get(2).offset());
  }

  @Test
  void place_nothing_isEmpty() {
    assertEquals(0, ArenaPlan.place(List.of()));
  }

  @Test
  void place_oddSizes_areAligned() {
    List<Region> regions = List.of(region(1, 0, 9), region(257, 0, 9), region(4, 0, 9));
    assertEquals(256 + 512 + 256, ArenaPlan.place(regions));
    regions.forEach(region -> assertEquals(0, region.offset() % 256));
  }

  @Test
  void place_random_neverOverlapsWhileInUse() {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      List<Region> regions = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int first = random.nextInt(30);
        regions.add(region(1 + random.nextInt(5000), first, first + random.nextInt(6)));
      }
      long size = ArenaPlan.place(regions);
      for (Region a : regions) {
        assertTrue(a.offset() + a.bytes() <= size);
        for (Region b : regions) {
          assertTrue(a == b || !a.isAliveWith(b) || !overlap(a, b));
        }
      }
    }
  }
}
