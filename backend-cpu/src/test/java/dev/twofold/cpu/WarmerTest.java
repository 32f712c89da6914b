package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WarmerTest {

  private final List<String> compiled = new CopyOnWriteArrayList<>();

  /// A routine that is fast at once.
  private static Routine fast(Runnable call) {
    return new Routine(call, Long.MAX_VALUE, 10);
  }

  /// A routine that never becomes fast.
  private static Routine slow(Runnable call) {
    return new Routine(call, 0, 10);
  }

  @Test
  void await_neededAndOther_waitsForTheNeeded() throws InterruptedException {
    try (Warmer warmer = new Warmer()) {
      CountDownLatch other = new CountDownLatch(1);
      warmer.add(fast(() -> {}), false, other::countDown);
      warmer.add(fast(() -> {}), true, () -> compiled.add("needed"));
      warmer.await();
      assertEquals(List.of("needed"), compiled);
      assertTrue(other.await(1, TimeUnit.MINUTES));
    }
  }

  @Test
  void add_afterTheThreadHasEnded_startsAnother() throws InterruptedException {
    try (Warmer warmer = new Warmer()) {
      for (int i = 0; i < 3; i++) {
        CountDownLatch done = new CountDownLatch(1);
        warmer.add(fast(() -> {}), true, done::countDown);
        assertTrue(done.await(1, TimeUnit.MINUTES));
        Thread.sleep(20);
      }
      assertTrue(warmer.isDone());
    }
  }

  @Test
  void close_beforeItIsFast_saysNothing() throws InterruptedException {
    Warmer warmer = new Warmer();
    CountDownLatch called = new CountDownLatch(1);
    warmer.add(slow(called::countDown), true, () -> compiled.add("slow"));
    assertTrue(called.await(1, TimeUnit.MINUTES));
    assertFalse(warmer.isDone());
    warmer.close();
    warmer.await();
    warmer.add(fast(() -> {}), true, () -> compiled.add("late"));
    warmer.close();
    assertEquals(List.of(), compiled);
  }
}
