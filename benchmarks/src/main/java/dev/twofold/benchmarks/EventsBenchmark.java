package dev.twofold.benchmarks;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What the flight recorder's events cost a run: of a program that does next to nothing, so that
/// all that is left is the run's own overhead. Run with `org.openjdk.jmh.Main EventsBenchmark -prof
/// gc`, and once more with an older jar of `api` first on the class path for a run without events.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventsBenchmark {

  private static final Shape SHAPE = Shape.of(8);

  /// Whether a recording runs.
  @Param({"off", "on"})
  public String recording = "off";

  private final Tensor input = Tensor.zeros(SHAPE);
  private final Tensor output = Tensor.zeros(SHAPE);
  private final Program program = compile();
  private final Recording recorder = new Recording();

  private static Program compile() {
    GraphBuilder net = Graph.builder("Relu");
    Value x = net.input("x", SHAPE);
    Model model = Model.initialised(net.output(net.add("relu", Activation.RELU, x)).build(), 1);
    return Backends.discover().compile(model, CompileOptions.DEFAULTS.withBackends("reference"));
  }

  /// Starts the recording.
  @Setup
  public void record() {
    if (recording.equals("on")) {
      recorder.enable("dev.twofold.Run").withoutThreshold();
      recorder.start();
    }
  }

  /// Ends it.
  @TearDown
  public void end() {
    recorder.close();
    program.close();
  }

  /// One run.
  ///
  /// @return the output
  @Benchmark
  public Tensor run() {
    program.run(input, output);
    return output;
  }
}
