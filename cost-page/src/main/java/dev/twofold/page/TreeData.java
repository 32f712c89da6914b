package dev.twofold.page;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.CostTree;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.MemoryReport;
import dev.twofold.cost.ReceptiveField;
import dev.twofold.cost.StepMemory;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// The tree of a report as JSON: calls in call order, depth first.
final class TreeData {

  private final CostReport report;
  private final JsonGenerator json;
  private final Map<String, Long> moved;
  private final SequencedMap<String, ReceptiveField> fields;

  TreeData(CostReport report, JsonGenerator json) {
    this.report = report;
    this.json = json;
    this.moved =
        MemoryReport.of(report.graph(), Fusion.NONE).steps().stream()
            .collect(Collectors.toMap(StepMemory::name, s -> s.movedBytes() + s.indexBytes()));
    this.fields = ReceptiveField.of(report.graph());
  }

  void write() throws IOException {
    CostTree root = CostTree.of(report);
    for (CostTree entry : root.children().isEmpty() ? List.of(root) : root.children()) {
      write(entry);
    }
  }

  private void write(CostTree entry) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", entry.name());
    json.writeStringField("path", entry.path());
    json.writeStringField(
        "shape", entry.outputs().isEmpty() ? "" : entry.outputs().getFirst().shape().toString());
    json.writeNumberField("params", entry.repeated() ? 0 : entry.params());
    json.writeBooleanField("shared", entry.repeated() && entry.params() > 0);
    json.writeNumberField("multAdds", entry.multAdds().orElse(0));
    json.writeBooleanField("complete", entry.complete());
    json.writeNumberField("movedBytes", moved(entry));
    switch (entry) {
      case CostTree.Call call -> {
        json.writeStringField("type", call.cost().kind());
        writeField(call.cost().name());
      }
      case CostTree.Container container -> {
        json.writeStringField("type", container.type());
        json.writeArrayFieldStart("children");
        for (CostTree child : container.children()) {
          write(child);
        }
        json.writeEndArray();
      }
    }
    json.writeEndObject();
  }

  private long moved(CostTree entry) {
    return switch (entry) {
      case CostTree.Call call -> moved.getOrDefault(call.cost().name(), 0L);
      case CostTree.Container container ->
          container.children().stream().mapToLong(this::moved).sum();
    };
  }

  private void writeField(String name) throws IOException {
    ReceptiveField field = fields.getOrDefault(name, ReceptiveField.INPUT);
    json.writeStringField(
        "sees",
        field.isWhole()
            ? "whole"
            : String.format(Locale.ROOT, "%.0f x %.0f", field.rows(), field.columns()));
  }
}
