package dev.twofold.cli;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.io.FileException;
import dev.twofold.io.SafeFiles;
import dev.twofold.onnx.OnnxVerifier;
import dev.twofold.onnx.OnnxVerifier.Result;
import dev.twofold.onnx.OnnxVerifier.Status;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendException;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `verify`: ONNX files against the outputs recorded beside them.
@Command(
    name = "verify",
    description = "Compare ONNX networks with the outputs recorded beside them.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      paramLabel = "DIR|FILE",
      description =
          "A folder, searched for CASE/model.onnx with CASE/test_data_set_N/input_I.pb and"
              + " output_I.pb; or one such model.")
  private Path root = Path.of("");

  @Option(
      names = "--rtol",
      paramLabel = "R",
      converter = Values.NotNegative.class,
      description = "The allowed difference in parts of the recorded value (default: 1e-3).")
  private double relative = 1e-3;

  @Option(
      names = "--atol",
      paramLabel = "A",
      converter = Values.NotNegative.class,
      description = "The allowed difference beside that (default: 1e-5).")
  private double absolute = 1e-5;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the outcome of every case to a file.")
  private @Nullable Path json;

  @Mixin private final BackendArguments backend = new BackendArguments();

  private int helped;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    if (json != null) {
      SafeFiles.checkWritable(json);
    }
    List<Path> cases = cases();
    checkBackend();
    List<Result> results = new ArrayList<>();
    OnnxVerifier verifier = new OnnxVerifier(this::run, relative, absolute);
    try (Progress progress = Progress.of(console, "verifying", cases.size())) {
      for (Path model : cases) {
        results.add(verifier.verify(root, model));
        progress.step();
      }
    }
    VerifyReport report = new VerifyReport(results, helped);
    report.printTo(console);
    if (json != null) {
      SafeFiles.write(json, out -> out.write(report.json().getBytes(StandardCharsets.UTF_8)));
      console.note("wrote %s", json);
    }
    return report.count(Status.FAIL) + report.count(Status.ERROR) == 0 ? 0 : 1;
  }

  private List<Path> cases() {
    if (!Files.exists(root)) {
      throw new CliException(
          "'%s': no such file or folder; name a case or a folder of cases".formatted(root));
    }
    List<Path> cases = OnnxVerifier.cases(root);
    if (cases.isEmpty()) {
      throw new CliException(
          "'%s': no case found; a case is a folder with model.onnx and test_data_set_0"
              .formatted(root));
    }
    return cases;
  }

  /// Says once, before the first case, that a backend cannot be used at all.
  private void checkBackend() {
    GraphBuilder graph = Graph.builder("probe");
    graph.output(graph.add("relu", Activation.RELU, graph.input("x", Shape.of(1))));
    backend.compileQuietly(Model.initialised(graph.build(), 0)).close();
  }

  private SequencedMap<String, Tensor> run(Model model, Map<String, Tensor> inputs) {
    try (Program program = compile(model)) {
      helped += program.plan().fallbacks().isEmpty() ? 0 : 1;
      return program.run(inputs);
    }
  }

  private Program compile(Model model) {
    try {
      return backend.compileQuietly(model);
    } catch (BackendException e) {
      if (backend.forbidsFallback()) {
        throw new UnsupportedOperationException(e.getMessage(), e);
      }
      throw e;
    }
  }
}
