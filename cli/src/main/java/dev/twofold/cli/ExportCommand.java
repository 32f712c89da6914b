package dev.twofold.cli;

import dev.twofold.graph.Model;
import dev.twofold.io.FileException;
import dev.twofold.io.SafeFiles;
import dev.twofold.io.Safetensors;
import dev.twofold.onnx.OnnxWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `export`: a network as an ONNX file, or its weights alone.
@Command(
    name = "export",
    description = "Write a network to an ONNX file, or its weights to a .safetensors file.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = ModelSource.DESCRIPTION)
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "net.onnx for the whole network, net.safetensors for its weights.")
  private Path file = Path.of("");

  @Option(
      names = "--input-shape",
      paramLabel = "SHAPE",
      description = ModelSource.SHAPE_DESCRIPTION)
  private List<String> shapes = List.of();

  @Option(names = "--weights", paramLabel = "FILE", description = ModelSource.WEIGHTS_DESCRIPTION)
  private @Nullable Path weights;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of the random weights of a built-in network (default: 42).")
  private long seed = 42;

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    boolean whole = name.endsWith(".onnx");
    if (!whole && !name.endsWith(".safetensors")) {
      throw new CliException("'%s': name it *.onnx or *.safetensors".formatted(file));
    }
    SafeFiles.checkWritable(file);
    Model network = ModelSource.of(model, shapes).model(console, seed, weights);
    if (whole) {
      OnnxWriter.write(network, file);
    } else {
      Safetensors.write(file, network.weights().tensors());
    }
    console.note("wrote %s", file);
    return 0;
  }
}
