package dev.twofold.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.graph.Graph;
import dev.twofold.onnx.ImportReport;
import dev.twofold.onnx.Simplification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/// An ONNX file's network before and after it was simplified.
///
/// @param before the summary as imported, in the form asked for
/// @param after the summary of the simplified network
record ImportSummary(ImportReport report, String before, String after) {

  String text() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    Console page = new Console(out, out, false);
    page.line("As imported: %d nodes", nodes(report.asImported().graph()));
    page.line("");
    out.print(before);
    page.line("");
    page.line("Simplified: %d nodes", nodes(report.simplified().graph()));
    page.line("");
    out.print(after);
    page.line("");
    page.line("What was simplified: %d nodes", report.simplifications().size());
    page.line("");
    TextTable table = new TextTable("node", "type", "what became of it");
    for (Simplification entry : report.simplifications()) {
      table.row(entry.node(), entry.kind(), entry.reason());
    }
    table.printTo(page);
    out.flush();
    return text.toString();
  }

  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeFieldName("asImported");
      json.writeRawValue(before.strip());
      json.writeFieldName("simplified");
      json.writeRawValue(after.strip());
      json.writeArrayFieldStart("simplifications");
      for (Simplification entry : report.simplifications()) {
        json.writeStartObject();
        json.writeStringField("node", entry.node());
        json.writeStringField("type", entry.kind());
        json.writeStringField("reason", entry.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string cannot fail to be written
    }
    return text + System.lineSeparator();
  }

  private static int nodes(Graph graph) {
    return graph.nodes().size();
  }
}
