package dev.twofold.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.cost.Comparison;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.MemoryReport;
import dev.twofold.cost.Roofline;
import dev.twofold.cost.StepLoad;
import dev.twofold.cost.StepMemory;
import dev.twofold.cost.render.Form;
import dev.twofold.cost.render.Summaries;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/// What the page's scripts draw, as JSON.
record PageData(CostPage page, JsonGenerator json) {

  /// JSON that can stand in a script of a page: no text in it ends the script.
  static String json(CostPage page) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      new PageData(page, json).write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().replace("<", "\\u003c");
  }

  private void write() throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("roofline");
    Roofline roofline = page.time().roofline();
    json.writeNumberField("flopsPerSecond", roofline.flopsPerSecond());
    json.writeNumberField("bytesPerSecond", roofline.bytesPerSecond());
    json.writeNumberField("launchSeconds", roofline.launchSeconds());
    json.writeEndObject();
    json.writeArrayFieldStart("reports");
    for (int i = 0; i < page.reports().size(); i++) {
      write(page.reports().get(i), page.names().get(i));
    }
    json.writeEndArray();
    json.writeFieldName("figure4");
    json.writeRawValue(Summaries.figure4(Form.JSON).strip());
    if (page.reports().size() == 2) {
      Comparison comparison = Comparison.of(page.reports().getFirst(), page.reports().getLast());
      json.writeFieldName("comparison");
      json.writeRawValue(Summaries.comparison(comparison, Integer.MAX_VALUE, Form.JSON).strip());
    }
    json.writeEndObject();
  }

  private void write(CostReport report, String name) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeNumberField("params", report.params());
    json.writeNumberField("multAdds", report.multAdds());
    json.writeArrayFieldStart("tree");
    new TreeData(report, json).write();
    json.writeEndArray();
    GraphData.write(report.graph(), json);
    json.writeObjectFieldStart("steps");
    for (Fusion fusion : Fusion.values()) {
      json.writeArrayFieldStart(fusion.name().toLowerCase(Locale.ROOT));
      for (StepMemory step : MemoryReport.of(report.graph(), fusion).steps()) {
        write(step);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void write(StepMemory step) throws IOException {
    StepLoad load = StepLoad.of(step);
    json.writeStartObject();
    json.writeStringField("name", step.name());
    json.writeStringField("type", step.nodes().getFirst().layer().kind());
    json.writeNumberField("layers", step.nodes().size());
    json.writeNumberField("multAdds", step.multAdds().orElse(0));
    json.writeBooleanField("known", step.multAdds().isPresent());
    json.writeNumberField("movedBytes", load.movedBytes());
    json.writeNumberField("flopsPerByte", step.intensity());
    json.writeNumberField("seconds", page.time().seconds(load));
    json.writeStringField("bound", page.time().bound(load).name().toLowerCase(Locale.ROOT));
    json.writeEndObject();
  }
}
