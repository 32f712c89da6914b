package dev.twofold.cost.render;

import dev.twofold.cost.CostReport;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.LayerCost;
import dev.twofold.cost.MemoryReport;
import dev.twofold.cost.ReceptiveField;
import dev.twofold.cost.StepMemory;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A report as plain values.
record ReportFields(CostReport report) {

  Fields all() {
    return new Fields()
        .with("model", report.model())
        .with("convention", report.convention().id())
        .with("totals", totals())
        .with("memory", MemoryTable.totals(MemoryReport.of(report.graph(), Fusion.NONE)))
        .with("layers", layers());
  }

  private Fields totals() {
    CostReport.Totals totals = report.totals();
    Fields fields =
        new Fields()
            .with("params", totals.params())
            .with("trainableParams", totals.trainableParams())
            .with("multAdds", totals.multAdds());
    return totals.complete() ? fields : fields.with("unknownLayers", totals.unknownLayers());
  }

  /// The calls.
  List<Fields> layers() {
    MemoryReport memory = MemoryReport.of(report.graph(), Fusion.NONE);
    Map<String, ReceptiveField> seen = ReceptiveField.of(report.graph());
    Map<String, StepMemory> steps =
        memory.steps().stream().collect(Collectors.toMap(StepMemory::name, step -> step));
    return report.layers().stream()
        .map(layer ->
            layer(layer)
                .with("memory", memory(steps.getOrDefault(layer.name(), nothing(layer))))
                .with(
                    "receptiveField",
                    MemoryTable.fields(seen.getOrDefault(layer.name(), ReceptiveField.INPUT))))
        .toList();
  }

  private static Fields layer(LayerCost layer) {
    return new Fields()
        .with("name", layer.name())
        .with("type", layer.kind())
        .with("inputShapes", layer.inputShapes())
        .with("outputShape", layer.outputShape())
        .with("params", layer.params())
        .with("trainableParams", layer.trainableParams())
        .with("multAdds", layer.multAdds());
  }

  /// A call that only gives its input another name or shape moves nothing.
  private static StepMemory nothing(LayerCost layer) {
    return new StepMemory(List.of(layer.node()), 0, 0, 0, 0, layer.multAdds());
  }

  private static Fields memory(StepMemory step) {
    return new Fields()
        .with("weightBytes", step.weightBytes())
        .with("readBytes", step.readBytes())
        .with("writtenBytes", step.writtenBytes())
        .with("indexBytes", step.indexBytes());
  }
}
