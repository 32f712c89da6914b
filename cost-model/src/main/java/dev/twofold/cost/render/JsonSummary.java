package dev.twofold.cost.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.LayerCost;
import dev.twofold.tensor.Shape;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/// A report as JSON.
record JsonSummary(CostReport report) {

  String text() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("model", report.model());
    json.writeStringField("convention", report.convention().id());
    writeTotals(json);
    json.writeArrayFieldStart("layers");
    for (LayerCost layer : report.layers()) {
      writeLayer(json, layer);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeTotals(JsonGenerator json) throws IOException {
    CostReport.Totals totals = report.totals();
    json.writeObjectFieldStart("totals");
    json.writeNumberField("params", totals.params());
    json.writeNumberField("trainableParams", totals.trainableParams());
    json.writeNumberField("multAdds", totals.multAdds());
    if (!totals.complete()) {
      json.writeArrayFieldStart("unknownLayers");
      for (String name : totals.unknownLayers()) {
        json.writeString(name);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeLayer(JsonGenerator json, LayerCost layer) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", layer.name());
    json.writeStringField("type", layer.kind());
    json.writeArrayFieldStart("inputShapes");
    for (Shape shape : layer.inputShapes()) {
      json.writeArray(shape.dims(), 0, shape.rank());
    }
    json.writeEndArray();
    json.writeFieldName("outputShape");
    json.writeArray(layer.outputShape().dims(), 0, layer.outputShape().rank());
    json.writeNumberField("params", layer.params());
    if (layer.multAdds().isPresent()) {
      json.writeNumberField("multAdds", layer.multAdds().getAsLong());
    } else {
      json.writeNullField("multAdds");
    }
    json.writeEndObject();
  }
}
