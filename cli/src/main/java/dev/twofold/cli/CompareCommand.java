package dev.twofold.cli;

import dev.twofold.cost.Comparison;
import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.render.Form;
import dev.twofold.cost.render.Summaries;
import dev.twofold.io.FileException;
import dev.twofold.page.CostPage;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `compare`: what two networks cost, side by side.
@Command(
    name = "compare",
    description = "Print what two networks cost side by side, block by block.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

  enum Format {
    TEXT,
    JSON,
    MARKDOWN,
    CSV,
    LATEX,
    HTML
  }

  private final Console console;

  @Parameters(index = "0", paramLabel = "A", description = ModelSource.DESCRIPTION)
  private String left = "";

  @Parameters(index = "1", paramLabel = "B", description = "The network to compare it with.")
  private String right = "";

  @Option(
      names = "--input-shape",
      paramLabel = "SHAPE",
      description = "The input's shape for both, such as 1x3x224x224.")
  private List<String> shapes = List.of();

  @Mixin private final ConventionArgument convention = new ConventionArgument();

  @Option(
      names = "--depth",
      paramLabel = "N",
      converter = Values.Depth.class,
      description = "Leave out what lies in more than N containers (default: all).")
  private int depth = Integer.MAX_VALUE;

  @Option(
      names = "--format",
      paramLabel = "text|json|markdown|csv|latex|html",
      description = "Text (the default), the form of another program, or a page for a browser.")
  private Format format = Format.TEXT;

  @Mixin private final TimeArguments times = new TimeArguments();

  @Mixin private final OutArguments out = new OutArguments();

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    out.check();
    out.write(console, text(report(left), report(right)));
    return 0;
  }

  private String text(CostReport one, CostReport other) {
    return format == Format.HTML
        ? times.applied(CostPage.of(one, other)).html()
        : Summaries.comparison(
            Comparison.of(one, other), depth, Form.of(format.name().toLowerCase(Locale.ROOT)));
  }

  private CostReport report(String model) {
    return CostModel.of(ModelSource.of(model, shapes).graph(), convention.or(Convention.WEIGHTS));
  }
}
