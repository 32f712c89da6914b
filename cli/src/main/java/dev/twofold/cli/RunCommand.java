package dev.twofold.cli;

import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.io.FileException;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `run`: a network on an array or a picture.
@Command(
    name = "run",
    description = "Run a network on an array or a picture, and measure the time.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = ModelSource.DESCRIPTION)
  private String model = "";

  @Option(
      names = "--input",
      paramLabel = "[NAME=]FILE",
      description =
          "The input: x.npy, for whose shape the network is compiled, x.npz with an array for each"
              + " input, or a picture (PNG, JPEG), which is brought to the network's size;"
              + " NAME=FILE for one of several; none for random numbers.")
  private List<String> inputs = List.of();

  @Option(
      names = "--input-shape",
      paramLabel = "SHAPE",
      description = ModelSource.SHAPE_DESCRIPTION)
  private List<String> shapes = List.of();

  @Option(names = "--weights", paramLabel = "FILE", description = ModelSource.WEIGHTS_DESCRIPTION)
  private @Nullable Path weights;

  @Mixin private final OutputFiles outputFiles = new OutputFiles();
  @Mixin private final BackendArguments backend = new BackendArguments();
  @Mixin private final PictureArguments pictures = new PictureArguments();

  @Option(
      names = "--runs",
      paramLabel = "N",
      converter = Values.Positive.class,
      description = "How many runs to measure (default: as many as fit into a second).")
  private int runs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of the random weights of a built-in network (default: 42).")
  private long seed = 42;

  @Option(names = "--explain", description = "Print the plan: which kernel runs what.")
  private boolean explain;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    List<InputFile> files = new ArrayList<>();
    for (String input : inputs) {
      files.addAll(InputFile.read(input));
    }
    outputFiles.check(1);
    Model network = network(files);
    outputFiles.check(network.graph().outputs().size());
    outputFiles.check(network.graph().outputs().firstEntry().getValue().type());
    List<Tensor> tensors = tensors(network, files);
    try (Program program = backend.compile(console, network)) {
      Timing timing = Timing.measure(console, program, tensors, runs);
      SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
      program.outputs().keySet().forEach(name -> outputs.put(name, next(outputs, timing)));
      new RunReport(console).print(model, program, timing, outputs);
      if (explain) {
        new RunReport(console).explain(program.plan());
      }
      outputFiles.write(console, outputs, picture(files), pictures);
    }
    return 0;
  }

  private static Tensor next(SequencedMap<String, Tensor> outputs, Timing timing) {
    return timing.outputs().get(outputs.size());
  }

  private static Optional<Tensor> picture(List<InputFile> files) {
    return files.stream().filter(InputFile::isPicture).map(InputFile::content).findFirst();
  }

  private Model network(List<InputFile> files) throws FileException {
    ModelSource source = ModelSource.of(model, shapes);
    for (InputFile file : files) {
      if (!file.isPicture()) {
        source = source.withDefault(file.name(), file.content().shape());
      }
    }
    try (Progress _ = Progress.of(console, "reading " + model)) {
      return source.model(console, seed, weights);
    }
  }

  private List<Tensor> tensors(Model network, List<InputFile> files) {
    List<Value> wanted = network.graph().inputs();
    List<String> names = wanted.stream().map(Value::name).toList();
    for (InputFile file : files) {
      if (!file.name().isEmpty() && !names.contains(file.name())) {
        throw new CliException(
            "the network has no input '%s'; there is %s".formatted(file.name(), names));
      }
    }
    if (files.isEmpty()) {
      console.note("no --input given; running on random numbers between 0 and 1");
      return wanted.stream().map(RunCommand::random).toList();
    }
    return wanted.stream()
        .map(value -> InputFile.find(files, value, wanted.size()).tensor(value, pictures))
        .toList();
  }

  /// Random numbers from 0 to 1, the same for the same name; zeros for integers.
  static Tensor random(Value value) {
    Tensor tensor = Tensor.zeros(value.type());
    if (value.type().type() == DataType.FLOAT32) {
      Random random = new Random(value.name().hashCode());
      for (int i = 0; i < tensor.floats().length; i++) {
        tensor.floats()[i] = random.nextFloat();
      }
    }
    return tensor;
  }
}
