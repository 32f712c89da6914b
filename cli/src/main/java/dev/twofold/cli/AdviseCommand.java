package dev.twofold.cli;

import dev.twofold.cost.Advice;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.render.Form;
import dev.twofold.cost.render.Summaries;
import dev.twofold.io.FileException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `advise`: what depthwise-separable convolutions would change.
@Command(
    name = "advise",
    description =
        "Print what every regular convolution would gain by becoming depthwise-separable, and"
            + " whether that is worth it.",
    mixinStandardHelpOptions = true)
final class AdviseCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = ModelSource.DESCRIPTION)
  private String model = "";

  @Option(
      names = "--input-shape",
      paramLabel = "SHAPE",
      description = ModelSource.SHAPE_DESCRIPTION)
  private List<String> shapes = List.of();

  @Option(
      names = "--apply",
      description = "Print the summary of the network with all that is advised instead.")
  private boolean apply;

  @Mixin private final TimeArguments times = new TimeArguments();

  @Option(
      names = "--format",
      paramLabel = "text|json|markdown|csv|latex",
      description = "Text (the default) or the form of another program.")
  private Form format = Form.TEXT;

  @Mixin private final OutArguments out = new OutArguments();

  AdviseCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    out.check();
    Advice advice = Advice.of(ModelSource.of(model, shapes).graph(), times.model());
    out.write(
        console,
        apply
            ? Summaries.table(CostModel.of(advice.applied()), Integer.MAX_VALUE, format)
            : Summaries.advice(advice, format));
    return 0;
  }
}
