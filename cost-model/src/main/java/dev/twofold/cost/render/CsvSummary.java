package dev.twofold.cost.render;

import dev.twofold.cost.CostReport;
import dev.twofold.cost.LayerCost;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// A report as comma-separated values: one line per call, plain numbers, shapes as `1x3x224x224`.
record CsvSummary(CostReport report) {

  String text() {
    return GridForms.csv(
        new Grid(
            List.of(
                Grid.text("name"),
                Grid.text("type"),
                Grid.text("moduleType"),
                Grid.text("inputShapes"),
                Grid.text("outputShape"),
                Grid.number("params"),
                Grid.number("trainableParams"),
                Grid.number("multAdds"),
                Grid.number("outputBytes")),
            report.layers().stream().map(CsvSummary::row).toList()));
  }

  private static List<String> row(LayerCost layer) {
    OptionalLong multAdds = layer.multAdds();
    long bytes =
        layer.node().outputs().stream().map(Value::type).mapToLong(type -> type.bytes()).sum();
    return List.of(
        layer.name(),
        layer.kind(),
        layer.moduleType(),
        layer.inputShapes().stream().map(CsvSummary::shape).collect(Collectors.joining(" ")),
        shape(layer.outputShape()),
        Long.toString(layer.params()),
        Long.toString(layer.trainableParams()),
        multAdds.isPresent() ? Long.toString(multAdds.getAsLong()) : "",
        Long.toString(bytes));
  }

  private static String shape(Shape shape) {
    return Arrays.stream(shape.dims()).mapToObj(Integer::toString).collect(Collectors.joining("x"));
  }
}
