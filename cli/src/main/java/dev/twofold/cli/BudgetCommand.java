package dev.twofold.cli;

import dev.twofold.cost.Budget;
import dev.twofold.cost.Budget.Quantity;
import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.render.Form;
import dev.twofold.cost.render.Summaries;
import dev.twofold.io.FileException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `budget`: whether a network keeps its limits.
@Command(
    name = "budget",
    description =
        "Check a network against limits; the exit code is 1 where one is not kept, and the worst"
            + " layers are named.",
    mixinStandardHelpOptions = true)
final class BudgetCommand implements Callable<Integer> {

  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = ModelSource.DESCRIPTION)
  private String model = "";

  @Option(
      names = "--input-shape",
      paramLabel = "SHAPE",
      description = ModelSource.SHAPE_DESCRIPTION)
  private List<String> shapes = List.of();

  @Option(
      names = "--max-mult-adds",
      paramLabel = "AMOUNT",
      converter = Values.Amount.class,
      description = "The most mult-adds, such as 600M or 1.5G.")
  private @Nullable Long multAdds;

  @Option(
      names = "--max-params",
      paramLabel = "AMOUNT",
      converter = Values.Amount.class,
      description = "The most params, such as 4.2M.")
  private @Nullable Long params;

  @Option(
      names = "--max-peak-activations",
      paramLabel = "BYTES",
      converter = Values.Amount.class,
      description = "The most bytes of activations at the peak, such as 8M.")
  private @Nullable Long peak;

  @Mixin private final ConventionArgument convention = new ConventionArgument();

  @Option(
      names = "--format",
      paramLabel = "text|json|markdown|csv|latex",
      description = "Text (the default) or the form of another program.")
  private Form format = Form.TEXT;

  @Mixin private final OutArguments out = new OutArguments();

  BudgetCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    out.check();
    Budget budget = budget();
    if (budget.limits().isEmpty() && spec != null) {
      throw new ParameterException(
          spec.commandLine(),
          "No limit; give --max-mult-adds, --max-params or --max-peak-activations");
    }
    CostReport report =
        CostModel.of(ModelSource.of(model, shapes).graph(), convention.or(Convention.WEIGHTS));
    out.write(console, Summaries.budget(budget, report, format));
    return budget.check(report).isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Budget budget() {
    Budget budget = Budget.UNLIMITED;
    budget = limited(budget, Quantity.MULT_ADDS, multAdds);
    budget = limited(budget, Quantity.PARAMS, params);
    return limited(budget, Quantity.PEAK_ACTIVATION_BYTES, peak);
  }

  private static Budget limited(Budget budget, Quantity quantity, @Nullable Long amount) {
    return amount == null ? budget : budget.atMost(quantity, amount);
  }
}
