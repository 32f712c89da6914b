package dev.twofold.cost.render;

import dev.twofold.cost.Execution;
import java.util.ArrayList;
import java.util.List;

/// A graph as a program runs it.
record ExecutionTable(Execution execution) implements Table {

  @Override
  public String heading() {
    return "";
  }

  @Override
  public Fields fields() {
    return new Fields()
        .with("model", execution.defined().graph().name())
        .with("definedMovedBytes", execution.defined().movedBytes())
        .with("executedMovedBytes", execution.movedBytes())
        .with("activationBytes", execution.plan().activationBytes())
        .with("workspaceBytes", execution.plan().workspaceBytes())
        .with("weightBytes", execution.plan().weightBytes())
        .with("steps", rows());
  }

  @Override
  public List<Fields> rows() {
    return execution.steps().stream().map(ExecutionTable::fields).toList();
  }

  private static Fields fields(Execution.Step step) {
    return new Fields()
        .with("nodes", step.step().nodes())
        .with("backend", step.step().backend())
        .with("kernel", step.step().kernel())
        .with("multAdds", step.multAdds())
        .with("weightBytes", step.step().weightBytes())
        .with("workspaceBytes", step.step().workspaceBytes())
        .with("readBytes", step.step().readBytes())
        .with("writtenBytes", step.step().writtenBytes())
        .with("flopsPerByte", step.intensity());
  }

  @Override
  public String footing() {
    long defined = execution.defined().movedBytes();
    return "\nmoved as defined, every call by itself: %s\nmoved as executed: %s (%s of it)\n"
            .formatted(
                Numbers.bytes(defined),
                Numbers.bytes(execution.movedBytes()),
                Numbers.percent(execution.movedBytes(), defined))
        + "activations planned: %s, workspace: %s, packed weights: %s\n"
            .formatted(
                Numbers.bytes(execution.plan().activationBytes()),
                Numbers.bytes(execution.plan().workspaceBytes()),
                Numbers.bytes(execution.plan().weightBytes()));
  }

  @Override
  public Grid grid() {
    List<List<String>> rows = new ArrayList<>();
    execution.steps().forEach(step -> rows.add(row(step)));
    return new Grid(
        List.of(
            Grid.shrinking("step"),
            Grid.number("calls"),
            Grid.text("backend"),
            Grid.shrinking("kernel"),
            Grid.number("mult-adds"),
            Grid.number("moved"),
            Grid.number("FLOPs/B")),
        rows);
  }

  private static List<String> row(Execution.Step step) {
    List<String> nodes = step.step().nodes();
    return List.of(
        nodes.isEmpty() ? "(copy)" : nodes.getFirst(),
        Integer.toString(nodes.size()),
        step.step().backend(),
        step.step().kernel(),
        Numbers.grouped(step.multAdds()),
        Numbers.bytes(step.movedBytes()),
        Numbers.fixed(step.intensity(), 1));
  }
}
