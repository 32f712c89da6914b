package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.cpu.kernel.Kernels;
import dev.twofold.cpu.kernel.ScalarKernels;
import dev.twofold.spi.Arguments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  private static final Arguments NOTHING = new Arguments(List.of(), List.of(), new float[0], 0);
  private static final long MUCH = 1L << 40;

  private static Machine machine(Workers workers) {
    Kernels kernels = new ScalarKernels();
    return Machine.of(kernels, true, workers);
  }

  private static void assertEachUnitOnce(Workers workers, int units) {
    AtomicIntegerArray counts = new AtomicIntegerArray(units);
    SplitKernel kernel =
        SplitKernel.of(
            machine(workers),
            units,
            MUCH,
            (_, from, to, _) -> {
              for (int unit = from; unit < to; unit++) {
                counts.incrementAndGet(unit);
              }
            });
    for (int run = 1; run <= 200; run++) {
      kernel.run(NOTHING);
      for (int unit = 0; unit < units; unit++) {
        assertEquals(run, counts.get(unit));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 8})
  void run_anyThreads_everyUnitOnce(int threads) {
    try (Workers workers = new Workers(threads, null)) {
      for (int units : new int[] {1, 2, 5, 17, 100}) {
        assertEachUnitOnce(workers, units);
      }
    }
  }

  @Test
  void run_executors_everyUnitOnce() {
    Executor sameThread = Runnable::run;
    Executor never = _ -> {};
    Executor rejecting =
        _ -> {
          throw new RejectedExecutionException();
        };
    for (Executor executor : List.of(sameThread, never, rejecting)) {
      try (Workers workers = new Workers(4, executor)) {
        assertEachUnitOnce(workers, 100);
      }
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(2);
        Workers workers = new Workers(3, pool)) {
      assertEachUnitOnce(workers, 100);
    }
  }

  @Test
  void run_onTheOnlyThreadOfTheExecutor_doesNotWaitForItself() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(1);
        Workers workers = new Workers(4, pool)) {
      pool.submit(() -> assertEachUnitOnce(workers, 17)).get();
    }
  }

  @Test
  void run_severalCallers_eachGetsItsOwnResult() throws InterruptedException {
    try (Workers workers = new Workers(3, null)) {
      List<Thread> callers = new ArrayList<>();
      AtomicInteger finished = new AtomicInteger();
      for (int i = 0; i < 4; i++) {
        Thread caller =
            new Thread(() -> {
              assertEachUnitOnce(workers, 50);
              finished.incrementAndGet();
            });
        callers.add(caller);
        caller.start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertEquals(4, finished.get());
    }
  }

  @Test
  void run_partFails_callerGetsTheExceptionAfterAllParts() {
    try (Workers workers = new Workers(4, null)) {
      IllegalArgumentException failure = new IllegalArgumentException("part 3");
      AtomicInteger others = new AtomicInteger();
      SplitKernel kernel =
          SplitKernel.of(
              machine(workers),
              4,
              MUCH,
              (_, from, _, _) -> {
                if (from == 3) {
                  throw failure;
                }
                others.incrementAndGet();
              });
      assertSame(failure, assertThrows(IllegalArgumentException.class, () -> kernel.run(NOTHING)));
      assertEquals(3, others.get());
      assertEachUnitOnce(workers, 10);
    }
  }

  @Test
  void run_partsMeetEachOther_runOnSeveralThreads() {
    try (Workers workers = new Workers(3, null)) {
      CountDownLatch all = new CountDownLatch(3);
      SplitKernel kernel =
          SplitKernel.of(
              machine(workers),
              3,
              MUCH,
              (_, _, _, _) -> {
                all.countDown();
                try {
                  all.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      kernel.run(NOTHING);
      assertEquals(0, all.getCount());
    }
  }

  @Test
  void close_always_noThreadOutlivesIt() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Workers workers = new Workers(4, null);
    Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
    started.removeAll(before);
    started.removeIf(thread -> !thread.getName().startsWith("twofold-cpu-"));
    assertEquals(3, started.size());
    assertEachUnitOnce(workers, 10);
    workers.close();
    workers.close();
    started.forEach(thread -> assertFalse(thread.isAlive(), thread.getName()));
    assertEachUnitOnce(workers, 10);
  }

  @Test
  void parts_unitsAndWork_areAtMostTheThreads() {
    try (Workers workers = new Workers(4, null)) {
      assertEquals(
          64,
          SplitKernel.of(machine(workers), 100, MUCH, noBody())
              .withScratch(10)
              .workspaceElements());
      assertEquals(
          32,
          SplitKernel.of(machine(workers), 2, MUCH, noBody()).withScratch(10).workspaceElements());
      assertEquals(
          16,
          SplitKernel.of(machine(workers), 100, 1000, noBody())
              .withScratch(10)
              .workspaceElements());
    }
  }

  private static SplitKernel.Body noBody() {
    return (_, _, _, _) -> {};
  }
}
