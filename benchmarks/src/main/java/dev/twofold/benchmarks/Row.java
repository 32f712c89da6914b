package dev.twofold.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/// One measured workload.
///
/// @param ratio the peer's median over ours: above 1 we are faster
/// @param minRatio the same of the shortest runs
/// @param peakFraction our mult-adds a second, by the shortest run, over the machine's peak
/// @param error the largest difference of the outputs over the largest output
record Row(
    String name,
    int threads,
    Duel.Times ours,
    String peer,
    Duel.Times theirs,
    double ratio,
    double minRatio,
    double peakFraction,
    double error) {

  /// The titles above rows.
  static String header() {
    return String.format(
        Locale.ROOT,
        "%-28s %2s %11s %11s %11s %6s %6s %6s %8s",
        "workload",
        "t",
        "ours us",
        "min us",
        "peer us",
        "ratio",
        "(min)",
        "peak",
        "error");
  }

  /// The row as text.
  String text() {
    return String.format(
        Locale.ROOT,
        "%-28s %2d %11.1f %11.1f %11.1f %6.2f %6.2f %5.0f%% %8.1e",
        name,
        threads,
        ours.medianMicros(),
        ours.minMicros(),
        theirs.medianMicros(),
        ratio,
        minRatio,
        100 * peakFraction,
        error);
  }

  /// Writes rows as a JSON list.
  static void write(List<Row> rows, Writer out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartArray();
      for (Row row : rows) {
        json.writeStartObject();
        json.writeStringField("name", row.name);
        json.writeNumberField("threads", row.threads);
        json.writeNumberField("oursMedianMicros", row.ours.medianMicros());
        json.writeNumberField("oursMinMicros", row.ours.minMicros());
        json.writeStringField("peer", row.peer);
        json.writeNumberField("peerMedianMicros", row.theirs.medianMicros());
        json.writeNumberField("peerMinMicros", row.theirs.minMicros());
        json.writeNumberField("ratio", row.ratio);
        json.writeNumberField("minRatio", row.minRatio);
        json.writeNumberField("peakFraction", row.peakFraction);
        json.writeNumberField("error", row.error);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }
}
