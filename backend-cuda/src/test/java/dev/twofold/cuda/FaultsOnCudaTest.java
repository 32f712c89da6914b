package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.emulator.Emulator;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendException;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What goes wrong with a device, as the emulated driver can be told to let it.
class FaultsOnCudaTest {

  private static final int ILLEGAL_ADDRESS = 700;
  private static final int CYCLES = 1000;

  private Emulator emulator;

  @BeforeEach
  void load() {
    emulator = TestDriver.emulator();
    reset();
  }

  @AfterEach
  void reset() {
    emulator.reset();
  }

  private static Model model(int size) {
    GraphBuilder net = Graph.builder("Separable");
    Value x = net.input("x", Shape.nchw(1, 8, size, size));
    Value a = net.add("depthwise", Convolution.depthwise(8, Window.same(3)), x);
    net.output(net.add("pointwise", Convolution.pointwise(8, 16), a));
    return Compiled.model(net.build());
  }

  private void assertNothingHeld() {
    assertEquals(List.of(), emulator.leaks());
  }

  @Test
  void compile_outOfMemory_namesNeedAndFreeAndLosesNothing() {
    Model large = model(300);
    Model small = model(10);
    List<Tensor> inputs = Compiled.inputs(small.graph(), 1);
    emulator.set("memory", 1 << 20);
    try (Program before = Compiled.onCuda(small)) {
      float[] expected = Compiled.run(before, inputs).getFirst().floats();
      BackendException e = assertThrows(BackendException.class, () -> Compiled.onCuda(large));
      assertTrue(
          e.getMessage()
              .matches(
                  "cuda:0 \\(.+\\): \\d+ bytes of device memory are needed, \\d+ of 1048576 are"
                      + " free; use a smaller batch or input, or close other programs"),
          e.getMessage());
      assertArrayEquals(expected, Compiled.run(before, inputs).getFirst().floats());
      try (Program after = Compiled.onCuda(small)) {
        assertArrayEquals(expected, Compiled.run(after, inputs).getFirst().floats());
      }
    }
    assertNothingHeld();
  }

  @Test
  void run_noMemoryForASecondRunAtOnce_sharesTheFirst() throws Exception {
    Model model = model(100);
    List<Tensor> inputs = Compiled.inputs(model.graph(), 1);
    try (Program program = Compiled.onCuda(model)) {
      emulator.set("memory", emulator.totals().get("liveBytes") + 1000);
      float[] alone = Compiled.run(program, inputs).getFirst().floats();
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        List<Future<List<Tensor>>> runs =
            IntStream.range(0, 8)
                .mapToObj(_ -> threads.submit(() -> Compiled.run(program, inputs)))
                .toList();
        for (Future<List<Tensor>> run : runs) {
          assertArrayEquals(alone, run.get().getFirst().floats());
        }
      }
    }
    assertNothingHeld();
  }

  @Test
  void run_deviceLost_saysSoAndClosesWell() {
    Model model = model(10);
    List<Tensor> inputs = Compiled.inputs(model.graph(), 1);
    Program program = Compiled.onCuda(model);
    Compiled.run(program, inputs);
    emulator.loseDevice(0, ILLEGAL_ADDRESS, 1);
    for (int i = 0; i < 2; i++) {
      BackendException e =
          assertThrows(BackendException.class, () -> Compiled.run(program, inputs));
      assertTrue(e.getMessage().startsWith("cuda:0 ("), e.getMessage());
      assertTrue(e.getMessage().contains("CUDA_ERROR_ILLEGAL_ADDRESS"), e.getMessage());
      assertTrue(
          e.getMessage()
              .endsWith("; the device is lost to this process, which must be started anew"),
          e.getMessage());
    }
    program.close();
    assertNothingHeld();
  }

  @Test
  void run_stepwise_namesTheKernelThatFailed() {
    Model model = model(10);
    List<Tensor> inputs = Compiled.inputs(model.graph(), 1);
    try (Program program = Compiled.on("cuda", model, Map.of(Settings.LAUNCH, "step"))) {
      emulator.loseDevice(0, ILLEGAL_ADDRESS, 1);
      BackendException e =
          assertThrows(BackendException.class, () -> Compiled.run(program, inputs));
      assertTrue(e.getMessage().startsWith("kernel '"), e.getMessage());
    }
    assertNothingHeld();
  }

  /// A kernel that does not end within the instructions that it is allowed.
  @Test
  void run_kernelFails_isToldAndClosesWell() {
    Model model = model(20);
    List<Tensor> inputs = Compiled.inputs(model.graph(), 1);
    try (Program program = Compiled.onCuda(model)) {
      emulator.set("budget", 10);
      BackendException e =
          assertThrows(BackendException.class, () -> Compiled.run(program, inputs));
      assertTrue(e.getMessage().contains("cuStreamSynchronize failed: "), e.getMessage());
      assertTrue(e.getMessage().contains("must be started anew"), e.getMessage());
      assertEquals(1, emulator.faults().size());
    }
    assertNothingHeld();
  }

  @Test
  void compile_deviceAlreadyLost_saysSo() {
    emulator.loseDevice(0, ILLEGAL_ADDRESS, 0);
    BackendException e = assertThrows(BackendException.class, () -> Compiled.onCuda(model(10)));
    assertTrue(e.getMessage().contains("must be started anew"), e.getMessage());
    assertNothingHeld();
  }

  @Test
  void open_secondDevice_runsThere() {
    Model model = model(10);
    CompileOptions options = CompileOptions.DEFAULTS.withBackends("cuda:1");
    try (Program program = Backends.discover().compile(model, options)) {
      assertTrue(
          program.selection().toString().startsWith("cuda:1"), program.selection().toString());
      Compiled.run(program, Compiled.inputs(model.graph(), 1));
      assertEquals(0, emulator.leaks().stream().filter(line -> line.contains("device 0")).count());
    }
    assertNothingHeld();
  }

  @Test
  void close_whileRunning_waitsAndRefusesLaterRuns() throws Exception {
    Model model = model(60);
    List<Tensor> inputs = Compiled.inputs(model.graph(), 1);
    Program program = Compiled.onCuda(model);
    float[] expected = Compiled.run(program, inputs).getFirst().floats();
    CountDownLatch started = new CountDownLatch(3);
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> runners =
          IntStream.range(0, 3)
              .mapToObj(
                  _ -> threads.submit(() -> runUntilClosed(program, inputs, expected, started)))
              .toList();
      started.await();
      program.close();
      for (Future<Integer> runner : runners) {
        assertTrue(runner.get() > 0);
      }
    }
    assertNothingHeld();
  }

  private static int runUntilClosed(
      Program program, List<Tensor> inputs, float[] expected, CountDownLatch started) {
    int runs = 0;
    while (true) {
      try {
        assertArrayEquals(expected, Compiled.run(program, inputs).getFirst().floats());
      } catch (IllegalStateException e) {
        assertTrue(e.getMessage().contains("closed"), e.getMessage());
        return runs;
      }
      if (runs++ == 0) {
        started.countDown();
      }
    }
  }

  @Test
  void compileAndClose_thousandTimes_holdsNothing() {
    Model model = model(4);
    List<Tensor> inputs = Compiled.inputs(model.graph(), 1);
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      try (Program program = Compiled.onCuda(model)) {
        if (cycle % 100 == 0) {
          Compiled.run(program, inputs);
        }
      }
    }
    assertNothingHeld();
    assertEquals(0, emulator.totals().get("liveBytes"));
  }
}
