package dev.twofold.cli;

import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.models.ModelInfo;
import dev.twofold.models.Models;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/// `models`: the built-in networks.
@Command(
    name = "models",
    description = "List the built-in networks with their options and costs.",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {

  private final Console console;

  ModelsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    for (ModelInfo model : Models.all()) {
      CostReport cost = CostModel.of(Models.graph(model.name()));
      console.line(
          "%-24s%,12d params  %,15d mult-adds  %s",
          model.name(), cost.params(), cost.multAdds(), model.defaultInput());
      console.line("    %s", model.description());
      console.line(
          "    options: %s",
          model.options().entrySet().stream()
              .map(option -> option.getKey() + "=" + option.getValue())
              .collect(Collectors.joining(", ")));
    }
    console.line("");
    console.line("Options follow the name, as in mobilenet-v1:width=0.5,size=160.");
    return 0;
  }
}
