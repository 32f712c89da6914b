package dev.twofold.cost.render;

import dev.twofold.cost.Fusion;
import dev.twofold.cost.MemoryReport;
import dev.twofold.cost.ReceptiveField;
import dev.twofold.cost.StepMemory;
import dev.twofold.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Memory and traffic as text.
record MemoryTable(Graph graph, Fusion fusion) {

  String text() {
    MemoryReport report = MemoryReport.of(graph, fusion);
    return "%s, memory and traffic of %s\n\n".formatted(graph.name(), describe(fusion))
        + grid(report).text(TableSummary.WIDTH)
        + "\nsees: rows x columns of the input that an element can depend on\n\n"
        + totals();
  }

  private Grid grid(MemoryReport report) {
    Map<String, ReceptiveField> fields = ReceptiveField.of(graph);
    List<List<String>> rows = new ArrayList<>();
    report.steps().forEach(step -> rows.add(row(step, fields)));
    rows.add(Grid.RULE);
    rows.add(
        List.of(
            "total",
            "",
            Numbers.bytes(report.weightBytes()),
            Numbers.bytes(report.activationBytes()),
            Numbers.bytes(report.movedBytes()),
            Numbers.fixed(report.intensity(), 1),
            ""));
    return new Grid(
        List.of(
            Grid.shrinking("step"),
            Grid.shrinking("calls"),
            Grid.number("weights"),
            Grid.number("output"),
            Grid.number("moved"),
            Grid.number("FLOPs/B"),
            Grid.number("sees")),
        rows);
  }

  private static List<String> row(StepMemory step, Map<String, ReceptiveField> fields) {
    String kinds = step.nodes().getFirst().layer().kind();
    int more = step.nodes().size() - 1;
    ReceptiveField field = fields.get(step.nodes().getLast().name());
    return List.of(
        step.name(),
        more == 0 ? kinds : kinds + " + " + more,
        Numbers.bytes(step.weightBytes()),
        Numbers.bytes(step.writtenBytes()),
        Numbers.bytes(step.movedBytes()),
        Numbers.fixed(step.intensity(), 1),
        field == null ? "" : field(field));
  }

  private static String field(ReceptiveField field) {
    return field.isWhole()
        ? "whole"
        : Numbers.fixed(field.rows(), 0) + " x " + Numbers.fixed(field.columns(), 0);
  }

  /// The totals under every fusion, so that each is seen beside the others.
  private String totals() {
    Grid grid =
        new Grid(
            List.of(
                Grid.text("executed"),
                Grid.number("weights"),
                Grid.number("outputs"),
                Grid.number("moved"),
                Grid.number("peak activations"),
                Grid.number("FLOPs/B")),
            Stream.of(Fusion.values()).map(this::totals).toList());
    long indices = MemoryReport.of(graph, fusion).indexBytes();
    return grid.text(TableSummary.WIDTH)
        + (indices == 0 ? "" : "\npooling indices: %s more\n".formatted(Numbers.bytes(indices)));
  }

  private List<String> totals(Fusion each) {
    MemoryReport report = MemoryReport.of(graph, each);
    return List.of(
        describe(each),
        Numbers.bytes(report.weightBytes()),
        Numbers.bytes(report.activationBytes()),
        Numbers.bytes(report.movedBytes()),
        Numbers.bytes(report.peakActivationBytes()),
        Numbers.fixed(report.intensity(), 1));
  }

  private static String describe(Fusion fusion) {
    return switch (fusion) {
      case NONE -> "every call by itself";
      case EPILOGUES -> "normalisation and activation fused";
      case SEPARABLE -> "depthwise fused into pointwise too";
    };
  }
}
