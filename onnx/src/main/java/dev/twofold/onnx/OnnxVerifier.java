package dev.twofold.onnx;

import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs networks on recorded inputs and compares with recorded outputs, in the layout of ONNX's own
/// tests: a folder with `model.onnx` and folders `test_data_set_0`, ... that hold `input_0.pb`, ...
/// and `output_0.pb`, ....
///
/// Where an operator needs a tensor that this library knows only as a constant, such as the weights
/// of a convolution, and the network is given it as an input, the recorded input is used.
///
/// @param runner compiles and runs a model
/// @param relativeTolerance allowed difference in parts of the expected value; where that is recorded
///     in 16 bits, at least the distance of two neighbours
/// @param absoluteTolerance allowed difference beside that
public record OnnxVerifier(Runner runner, double relativeTolerance, double absoluteTolerance) {

  /// Runs a model, usually by compiling it for a backend.
  @FunctionalInterface
  public interface Runner {

    /// Runs a model once.
    ///
    /// @param inputs a tensor for every input, by name
    /// @return the outputs, by name and in order
    /// @throws UnsupportedOperationException if whatever runs models cannot run this one, though the
    ///     model is in order
    SequencedMap<String, Tensor> run(Model model, Map<String, Tensor> inputs);
  }

  /// How a case ended.
  public enum Status {
    /// All outputs are within the tolerances.
    PASS,
    /// An output differs.
    FAIL,
    /// The network asks for what the reader, the library or the runner does not have.
    UNSUPPORTED,
    /// The case could not be read or run.
    ERROR
  }

  /// The outcome of a case.
  ///
  /// @param name the case's folder, relative to where the search began
  /// @param maxAbsError the largest difference, NaN if nothing was compared
  /// @param maxRelError the largest difference in parts of the expected value, NaN likewise
  /// @param reason why the case did not pass, empty if it did
  public record Result(
      String name, Status status, double maxAbsError, double maxRelError, String reason) {}

  /// The cases at or below a folder: folders with a `model.onnx`, sorted. For a file, its folder.
  ///
  /// @throws OnnxException if the folder cannot be read
  public static List<Path> cases(Path root) {
    if (Files.isRegularFile(root)) {
      return List.of(root);
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.endsWith("model.onnx")).sorted().toList();
    } catch (IOException e) {
      throw new OnnxException(Text.of("%s: cannot be read: %s", root, e), e);
    }
  }

  /// Runs all data sets of one case.
  ///
  /// @param root the folder that the case's name is relative to
  /// @param model the model's file, with data sets beside it
  public Result verify(Path root, Path model) {
    Path folder = model.toAbsolutePath().resolveSibling("");
    Path base = Files.isDirectory(root) ? root.toAbsolutePath() : folder;
    String name = base.relativize(folder).toString();
    String shown = name.isEmpty() ? String.valueOf(folder.getFileName()) : name;
    Comparison comparison = new Comparison(relativeTolerance, absoluteTolerance);
    try {
      List<Path> sets = dataSets(folder);
      if (sets.isEmpty()) {
        return comparison.stopped(
            shown, Status.ERROR, "no folder test_data_set_0 beside the model");
      }
      sets.forEach(set -> run(model, set, comparison));
    } catch (OnnxException e) {
      Status status = e.isUnsupported() ? Status.UNSUPPORTED : Status.ERROR;
      return comparison.stopped(shown, status, reason(e));
    } catch (UnsupportedOperationException e) {
      return comparison.stopped(shown, Status.UNSUPPORTED, reason(e));
    } catch (IOException | RuntimeException e) {
      // Whatever the runner throws is the outcome of this case, not the end of all.
      return comparison.stopped(shown, Status.ERROR, reason(e));
    }
    return comparison.result(shown);
  }

  private static String reason(Exception e) {
    return String.valueOf(e.getMessage());
  }

  private static List<Path> dataSets(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("test_data_set_\\d+"))
          .sorted()
          .toList();
    }
  }

  private void run(Path file, Path set, Comparison comparison) {
    Recording recording = OnnxReader.recording(file, set);
    SequencedMap<String, Literal> samples = recording.inputs();
    List<Literal> expected = List.copyOf(recording.outputs().sequencedValues());
    Model model = recording.model();
    Map<String, Tensor> given = new LinkedHashMap<>();
    for (Value input : model.graph().inputs()) {
      given.put(input.name(), tensor(samples.get(input.name()), input));
    }
    List<Tensor> actual = List.copyOf(runner.run(model, given).sequencedValues());
    if (actual.size() != expected.size()) {
      throw new IllegalStateException(
          Text.of("%d outputs are recorded, got %d", expected.size(), actual.size()));
    }
    for (int i = 0; i < actual.size(); i++) {
      comparison.add("output " + i, expected.get(i), actual.get(i));
    }
  }

  private static Tensor tensor(@Nullable Literal sample, Value input) {
    if (sample == null) {
      throw new IllegalStateException("nothing is recorded for input '" + input.name() + "'");
    }
    if (input.type().type() == DataType.FLOAT32) {
      return sample.tensor();
    }
    long[] longs = sample.longs();
    int[] ints = new int[longs.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = Math.toIntExact(longs[i]);
    }
    return Tensor.ofInts(input.shape(), ints);
  }
}
