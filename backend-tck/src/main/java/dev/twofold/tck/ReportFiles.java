package dev.twofold.tck;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/// A report as Markdown and as JSON.
final class ReportFiles {

  private ReportFiles() {}

  /// Writes `ID.md` and `ID.json`.
  static void write(Report report, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(report.id() + ".md"), markdown(report));
    Files.writeString(folder.resolve(report.id() + ".json"), json(report));
  }

  static String markdown(Report report) {
    StringBuilder text = new StringBuilder();
    text.append("# Backend contract: ").append(report.title()).append("\n\n");
    report.totals().forEach((result, count) -> text.append(line(result, count)));
    text.append(
        "\n## Support\n\n| calls | supported | kernels | else |\n| --- | --- | --- | --- |\n");
    for (Report.SupportRow row : report.support()) {
      text.append(
          "| %s | %d of %d | %s | %s |\n"
              .formatted(
                  row.family(),
                  row.supported(),
                  row.calls(),
                  cell(row.kernels()),
                  cell(row.reasons())));
    }
    text.append("\n## Checks\n\n| group | check | result | note |\n| --- | --- | --- | --- |\n");
    for (Report.Row row : report.rows()) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(row.group(), row.check(), lower(row.result()), escaped(row.note())));
    }
    return text.toString();
  }

  private static String line(String result, long count) {
    return "- %s: %d%n".formatted(lower(result), count);
  }

  private static String lower(String result) {
    return result.toLowerCase(Locale.ROOT);
  }

  private static String cell(Collection<String> words) {
    return escaped(String.join(", ", words));
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }

  static String json(Report report) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("backend", report.id());
      json.writeStringField("runs", report.title());
      json.writeBooleanField("deterministic", report.deterministic());
      json.writeObjectFieldStart("totals");
      for (Map.Entry<String, Long> total : report.totals().entrySet()) {
        json.writeNumberField(lower(total.getKey()), total.getValue());
      }
      json.writeEndObject();
      writeSupport(json, report);
      writeChecks(json, report);
      json.writeEndObject();
    }
    return text + "\n";
  }

  private static void writeSupport(JsonGenerator json, Report report) throws IOException {
    json.writeArrayFieldStart("support");
    for (Report.SupportRow row : report.support()) {
      json.writeStartObject();
      json.writeStringField("family", row.family());
      json.writeNumberField("calls", row.calls());
      json.writeNumberField("supported", row.supported());
      write(json, "kernels", row.kernels());
      write(json, "reasons", row.reasons());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, Collection<String> words)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String word : words) {
      json.writeString(word);
    }
    json.writeEndArray();
  }

  private static void writeChecks(JsonGenerator json, Report report) throws IOException {
    json.writeArrayFieldStart("checks");
    for (Report.Row row : report.rows()) {
      json.writeStartObject();
      json.writeStringField("group", row.group());
      json.writeStringField("check", row.check());
      json.writeStringField("result", lower(row.result()));
      json.writeStringField("note", row.note());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
