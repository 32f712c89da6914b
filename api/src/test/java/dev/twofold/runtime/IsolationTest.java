package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Model;
import dev.twofold.spi.BackendException;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes wrong in one program is that program's affair, and only until its next run.
class IsolationTest {

  private static final Shape INPUT = Shape.nchw(2, 3, 7, 5);

  private final Model model = Networks.model(Networks.residual());
  private final Tensor input = Networks.random(INPUT, 1);
  private final FaultyProvider faulty = new FaultyProvider(LoopProvider.of("loops", Layout.NCHW));
  private final Backends backends = Backends.of(List.of(faulty));

  @ParameterizedTest
  @ValueSource(strings = {"exception", "memory", "stack"})
  void run_kernelFails_callerGetsItAndTheNextRunIsRight(String kind) {
    Supplier<Throwable> thrown =
        () ->
            switch (kind) {
              case "memory" -> new OutOfMemoryError("no memory");
              case "stack" -> new StackOverflowError("too deep");
              default -> new BackendException("device lost");
            };
    CompileOptions options = CompileOptions.DEFAULTS.withConcurrentRuns(1);
    try (Program program = backends.compile(model, options);
        Program other = backends.compile(model, options)) {
      float[] expected = program.run(input).floats();
      for (int i = 0; i < 3; i++) {
        faulty.failNext(thrown);
        Throwable got = assertThrows(Throwable.class, () -> program.run(input));
        assertEquals(thrown.get().getClass(), got.getClass());
        assertArrayEquals(expected, program.run(input).floats());
        assertArrayEquals(expected, other.run(input).floats());
      }
    }
  }

  @Test
  void run_interruptedWhileWaitingForAContext_saysSoAndLosesNothing() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    StoppingProvider stopping = new StoppingProvider(running, proceed);
    CompileOptions options = CompileOptions.DEFAULTS.withConcurrentRuns(1);
    try (Program program = Backends.of(List.of(stopping)).compile(model, options)) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread first = new Thread(() -> program.run(input));
      first.start();
      running.await();
      CountDownLatch ended = new CountDownLatch(1);
      Thread second =
          new Thread(() -> {
            try {
              program.run(input);
            } catch (BackendException e) {
              thrown.set(e);
            } finally {
              ended.countDown();
            }
          });
      second.start();
      second.interrupt();
      ended.await();
      BackendException e = assertInstanceOf(BackendException.class, thrown.get());
      assertTrue(
          e.getMessage().startsWith("program 'Residual': interrupted while 1 other runs"),
          e.getMessage());
      proceed.countDown();
      first.join();
      assertEquals(Shape.nchw(2, 9, 7, 5), program.run(input).shape());
    }
  }
}
