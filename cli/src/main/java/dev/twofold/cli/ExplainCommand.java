package dev.twofold.cli;

import dev.twofold.cost.Convention;
import dev.twofold.cost.Explanation;
import dev.twofold.cost.render.Form;
import dev.twofold.cost.render.Summaries;
import dev.twofold.io.FileException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `explain`: why two tools disagree on a network.
@Command(
    name = "explain",
    description = "Print which layers make the difference between two conventions.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = ModelSource.DESCRIPTION)
  private String model = "";

  @Option(
      names = "--input-shape",
      paramLabel = "SHAPE",
      description = ModelSource.SHAPE_DESCRIPTION)
  private List<String> shapes = List.of();

  @Option(
      names = "--from",
      paramLabel = "NAME",
      converter = Values.Conventions.class,
      description = "The one convention, named as for 'summary' (default: ${DEFAULT-VALUE}).")
  private Convention from = Convention.WEIGHTS;

  @Option(
      names = "--to",
      paramLabel = "NAME",
      converter = Values.Conventions.class,
      required = true,
      description = "The other convention.")
  private Convention to = Convention.WEIGHTS;

  @Option(
      names = "--format",
      paramLabel = "text|json|markdown|csv|latex",
      description = "Text (the default) or the form of another program.")
  private Form format = Form.TEXT;

  @Mixin private final OutArguments out = new OutArguments();

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    out.check();
    Explanation explanation = Explanation.of(ModelSource.of(model, shapes).graph(), from, to);
    out.write(console, Summaries.explanation(explanation, format));
    return 0;
  }
}
