package dev.twofold.cli;

import dev.twofold.cost.Sweep;
import dev.twofold.cost.render.Form;
import dev.twofold.cost.render.Summaries;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Value;
import dev.twofold.io.FileException;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sweep`: one network at several widths and resolutions.
@Command(
    name = "sweep",
    description = "Print what a network costs at several width multipliers and input sizes.",
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {

  private static final double FULL_WIDTH = 1;

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = ModelSource.DESCRIPTION)
  private String model = "";

  @Option(
      names = "--input-shape",
      paramLabel = "SHAPE",
      description = ModelSource.SHAPE_DESCRIPTION)
  private List<String> shapes = List.of();

  @Option(
      names = "--width",
      paramLabel = "X",
      split = ",",
      description = "Width multipliers, of a built-in network that has the option 'width'.")
  private List<Double> widths = List.of();

  @Option(
      names = "--size",
      paramLabel = "N",
      split = ",",
      description = "Heights and widths of the input (default: the network's own).")
  private List<Integer> sizes = List.of();

  @Option(
      names = "--format",
      paramLabel = "text|json|markdown|csv|latex",
      description = "Text (the default) or the form of another program.")
  private Form format = Form.TEXT;

  @Mixin private final OutArguments out = new OutArguments();

  SweepCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    out.check();
    ModelSource source = ModelSource.of(model, shapes);
    if (source.isFile() && !widths.isEmpty()) {
      throw CliException.usage(
          "--width: '%s' is a file, and its width is fixed; leave it out".formatted(model));
    }
    Sweep sweep =
        Sweep.of(
            widths.isEmpty() ? List.of(FULL_WIDTH) : widths,
            sizes.isEmpty() ? List.of(ownSize(source)) : sizes,
            this::graph);
    out.write(console, Summaries.sweep(sweep, format));
    return 0;
  }

  private Graph graph(double width, int size) {
    String spec = widths.isEmpty() ? model : with("width=" + width);
    ModelSource source = ModelSource.of(spec, shapes);
    return sizes.isEmpty() ? source.graph() : source.with(image(source, size)).graph();
  }

  /// The model's spec with one more option.
  private String with(String option) {
    return model + (model.contains(":") ? "," : ":") + option;
  }

  private static int ownSize(ModelSource source) {
    Shape shape = input(source).shape();
    return shape.rank() == 4 ? shape.h() : shape.dim(shape.rank() - 1);
  }

  private static Shape image(ModelSource source, int size) {
    Shape shape = input(source).shape();
    if (shape.rank() != 4) {
      throw new CliException(
          "--size: the input of '%s' is %s, no image; leave it out"
              .formatted(source.spec(), shape));
    }
    return Shape.nchw(shape.n(), shape.c(), size, size);
  }

  private static Value input(ModelSource source) {
    List<Value> inputs = source.graph().inputs();
    if (inputs.size() != 1) {
      throw new CliException(
          "'%s' has %d inputs; a sweep is of a network with one"
              .formatted(source.spec(), inputs.size()));
    }
    return inputs.getFirst();
  }
}
