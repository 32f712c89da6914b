package dev.twofold.cost.render;

import dev.twofold.cost.Fusion;
import dev.twofold.cost.MemoryReport;
import dev.twofold.cost.ReceptiveField;
import dev.twofold.cost.StepMemory;
import dev.twofold.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Memory and traffic.
record MemoryTable(MemoryReport report) implements Table {

  @Override
  public String heading() {
    return "%s, memory and traffic of %s\n\n"
        .formatted(report.graph().name(), describe(report.fusion()));
  }

  @Override
  public String footing() {
    return "\nsees: rows x columns of the input that an element can depend on\n\n" + totals();
  }

  @Override
  public Fields fields() {
    return new Fields()
        .with("model", report.graph().name())
        .with("fusion", report.fusion().name().toLowerCase(Locale.ROOT))
        .with("totals", totals(report))
        .with("steps", rows());
  }

  static Fields totals(MemoryReport report) {
    return new Fields()
        .with("weightBytes", report.weightBytes())
        .with("activationBytes", report.activationBytes())
        .with("movedBytes", report.movedBytes())
        .with("indexBytes", report.indexBytes())
        .with("peakActivationBytes", report.peakActivationBytes())
        .with("flopsPerByte", report.intensity());
  }

  @Override
  public List<Fields> rows() {
    Map<String, ReceptiveField> fields = ReceptiveField.of(report.graph());
    return report.steps().stream().map(step -> fields(step, fields)).toList();
  }

  private static Fields fields(StepMemory step, Map<String, ReceptiveField> fields) {
    String last = step.nodes().getLast().name();
    return new Fields()
        .with("nodes", step.nodes().stream().map(Node::name).toList())
        .with("type", step.nodes().getFirst().layer().kind())
        .with("multAdds", step.multAdds())
        .with("weightBytes", step.weightBytes())
        .with("readBytes", step.readBytes())
        .with("writtenBytes", step.writtenBytes())
        .with("indexBytes", step.indexBytes())
        .with("flopsPerByte", step.intensity())
        .with("receptiveField", fields(fields.getOrDefault(last, ReceptiveField.INPUT)));
  }

  /// The extents; unknown stands for the whole input.
  static Fields fields(ReceptiveField field) {
    return new Fields().with("rows", field.rows()).with("columns", field.columns());
  }

  @Override
  public Grid grid() {
    Map<String, ReceptiveField> fields = ReceptiveField.of(report.graph());
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
    long indices = report.indexBytes();
    return grid.text(TableSummary.WIDTH)
        + (indices == 0 ? "" : "\npooling indices: %s more\n".formatted(Numbers.bytes(indices)));
  }

  private List<String> totals(Fusion fusion) {
    MemoryReport report = MemoryReport.of(this.report.graph(), fusion);
    return List.of(
        describe(fusion),
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
