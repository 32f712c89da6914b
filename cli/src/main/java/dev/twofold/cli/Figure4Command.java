package dev.twofold.cli;

import dev.twofold.cost.render.Form;
import dev.twofold.cost.render.Summaries;
import dev.twofold.io.FileException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `figure4`: the article's comparison of convolutions, recomputed.
@Command(
    name = "figure4",
    description =
        "Print Figure 4 of the article: regular and depthwise-separable convolutions, correct and"
            + " as published.",
    mixinStandardHelpOptions = true)
final class Figure4Command implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--format",
      paramLabel = "text|json|markdown|csv|latex",
      description = "Text (the default) or the form of another program.")
  private Form format = Form.TEXT;

  @Mixin private final OutArguments out = new OutArguments();

  Figure4Command(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    out.check();
    out.write(console, Summaries.figure4(format));
    return 0;
  }
}
