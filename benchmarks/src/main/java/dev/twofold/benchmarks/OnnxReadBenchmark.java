package dev.twofold.benchmarks;

import dev.twofold.graph.Model;
import dev.twofold.models.Models;
import dev.twofold.onnx.OnnxOptions;
import dev.twofold.onnx.OnnxReader;
import dev.twofold.onnx.OnnxWriter;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How long reading ONNX files takes: MobileNetV2 (14 MB) to a model and to a compiled CPU program, and
/// a file of 500 MB, whose weights lie in the heap twice while they are transposed. Run with
/// `org.openjdk.jmh.Main OnnxReadBenchmark`, and `-prof gc` for the bytes allocated. What heap reading
/// and compiling need at a time is found by `TWOFOLD_JAVA_OPTS=-Xmx81m ./twofold run mobilenet-v2.onnx
/// --runs 1`, with less and less.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1200m", "--add-modules=jdk.incubator.vector"})
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
public class OnnxReadBenchmark {

  private static final long LARGE = 500_000_000;

  private final Backends backends = Backends.discover();
  private Path folder = Path.of("");
  private Path mobileNet = Path.of("");
  private Path large = Path.of("");

  /// Writes the files.
  @Setup
  public void writeFiles() throws IOException {
    folder = Files.createTempDirectory("twofold");
    mobileNet = folder.resolve("mobilenet-v2.onnx");
    OnnxWriter.write(Model.initialised(Models.graph("mobilenet-v2"), 1), mobileNet);
    large = LargeFile.write(folder.resolve("large.onnx"), LARGE);
  }

  /// Removes the files.
  @TearDown
  public void deleteFiles() throws IOException {
    Files.deleteIfExists(mobileNet);
    Files.deleteIfExists(large);
    Files.deleteIfExists(folder);
  }

  /// Reads MobileNetV2.
  @Benchmark
  public Model readMobileNetV2() {
    return OnnxReader.read(mobileNet, OnnxOptions.DEFAULTS);
  }

  /// Reads and compiles MobileNetV2.
  @Benchmark
  public int readAndCompileMobileNetV2() {
    Model model = OnnxReader.read(mobileNet, OnnxOptions.DEFAULTS);
    CompileOptions options = CompileOptions.DEFAULTS.withBackends("cpu");
    try (Program program = backends.compile(model, options)) {
      return program.plan().steps().size();
    }
  }

  /// Reads a file of 500 MB.
  @Benchmark
  public Model readLargeFile() {
    return OnnxReader.read(large, OnnxOptions.DEFAULTS);
  }
}
