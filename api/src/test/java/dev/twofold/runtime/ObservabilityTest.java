package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Model;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservabilityTest {

  private static final Shape INPUT = Shape.nchw(2, 3, 7, 5);

  @TempDir Path folder;

  /// Remembers what it hears.
  private static final class Memory implements ProgramListener {
    final List<String> heard = new ArrayList<>();

    @Override
    public void compiled(String model, Selection selection, ExecutionPlan plan, Duration time) {
      heard.add("compiled " + model + " for " + selection.backend());
    }

    @Override
    public void ran(String model, long nanos) {
      assertTrue(nanos > 0);
      heard.add("ran " + model);
    }

    @Override
    public void failed(String model, Throwable cause) {
      heard.add("failed " + model + ": " + cause.getMessage());
    }

    @Override
    public void closed(String model) {
      heard.add("closed " + model);
    }
  }

  private static Program compile(ProgramListener listener) {
    Model model = Networks.model(Networks.residual());
    LoopProvider one =
        LoopProvider.of("one", Layout.NCHW).accepting(call -> !call.node().equals("depthwise"));
    LoopProvider two = LoopProvider.of("two", Layout.NCHW);
    CompileOptions options =
        CompileOptions.DEFAULTS
            .withBackends("one")
            .withFallback(FallbackPolicy.SILENT)
            .withListener(listener);
    return Backends.of(List.of(one, two)).compile(model, options);
  }

  @Test
  void listener_wholeLife_hearsEverythingInOrder() {
    Memory memory = new Memory();
    try (Program program = compile(memory)) {
      program.run(Tensor.zeros(INPUT));
      program.run(Tensor.zeros(INPUT));
    }
    assertEquals(
        List.of("compiled Residual for one", "ran Residual", "ran Residual", "closed Residual"),
        memory.heard);
  }

  @Test
  void listener_thatThrows_harmsNothing() {
    ProgramListener rude =
        new ProgramListener() {
          @Override
          public void ran(String model, long nanos) {
            throw new IllegalStateException("rude");
          }
        };
    try (Program program = compile(rude)) {
      program.run(Tensor.zeros(INPUT));
      program.run(Tensor.zeros(INPUT));
    }
  }

  @Test
  void listener_failedRun_hearsTheCauseThatTheCallerGets() {
    Memory memory = new Memory();
    Model model = Networks.model(Networks.residual());
    CompileOptions options = CompileOptions.DEFAULTS.withListener(memory);
    FaultyProvider faulty = new FaultyProvider(LoopProvider.of("loops", Layout.NCHW));
    try (Program program = Backends.of(List.of(faulty)).compile(model, options)) {
      faulty.failNext(() -> new IllegalStateException("device lost"));
      assertThrows(IllegalStateException.class, () -> program.run(Tensor.zeros(INPUT)));
    }
    assertEquals(
        List.of("compiled Residual for loops", "failed Residual: device lost", "closed Residual"),
        memory.heard);
  }

  @Test
  void recording_everything_holdsAllEvents() throws Exception {
    Path file = folder.resolve("events.jfr");
    try (Recording recording = new Recording()) {
      for (String name : List.of("Probe", "Compile", "Run", "Fallback")) {
        recording.enable("dev.twofold." + name).withoutThreshold();
      }
      recording.start();
      try (Program program = compile(ProgramListener.NONE)) {
        program.run(Tensor.zeros(INPUT));
        program.run(Tensor.zeros(INPUT));
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("dev.twofold."))
            .toList();
    assertEquals(2, of(events, "Probe").size());
    assertTrue(of(events, "Probe").getFirst().getBoolean("available"));
    RecordedEvent compile = of(events, "Compile").getFirst();
    assertEquals("Residual", compile.getString("model"));
    assertEquals("one", compile.getString("backend"));
    assertEquals(1, compile.getInt("fallbacks"));
    assertTrue(compile.getDuration().toNanos() > 0);
    assertEquals(2, of(events, "Run").size());
    for (RecordedEvent run : of(events, "Run")) {
      assertEquals("Residual", run.getString("model"));
      assertTrue(run.getDuration().toNanos() > 0);
    }
    RecordedEvent fallback = of(events, "Fallback").getFirst();
    assertEquals("depthwise", fallback.getString("node"));
    assertEquals("two", fallback.getString("backend"));
    assertEquals("not in the mood", fallback.getString("reason"));
  }

  private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("dev.twofold." + name))
        .toList();
  }

  @Test
  void loggerNames_areThoseOfTheDocument() {
    assertEquals("dev.twofold.discovery", Logs.DISCOVERY);
    assertEquals("dev.twofold.compile", Logs.COMPILE);
    assertEquals("dev.twofold.fallback", Logs.FALLBACK);
    assertEquals("dev.twofold.run", Logs.RUN);
  }
}
