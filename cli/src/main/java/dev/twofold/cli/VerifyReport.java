package dev.twofold.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.onnx.OnnxVerifier.Result;
import dev.twofold.onnx.OnnxVerifier.Status;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// What `verify` found.
///
/// @param results in the order of the cases
/// @param helped the number of cases with nodes that another backend than the first ran
record VerifyReport(List<Result> results, int helped) {

  int count(Status status) {
    return Math.toIntExact(results.stream().filter(it -> it.status() == status).count());
  }

  /// Prints the cases that did not pass, then the totals.
  void printTo(Console console) {
    for (Result result : results) {
      if (result.status() != Status.PASS) {
        console.line("%-11s  %s: %s", name(result), result.name(), Text.oneLine(result.reason()));
      }
    }
    console.line(
        "%d cases: %d passed, %d failed, %d unsupported, %d in error%s",
        results.size(),
        count(Status.PASS),
        count(Status.FAIL),
        count(Status.UNSUPPORTED),
        count(Status.ERROR),
        largestDifference());
    if (helped > 0) {
      console.note(
          "in %d cases another backend ran some of the nodes; --fallback forbid refuses that",
          helped);
    }
  }

  /// The end of the totals; nothing where no case passed.
  private String largestDifference() {
    OptionalDouble largest =
        results.stream()
            .filter(it -> it.status() == Status.PASS)
            .mapToDouble(Result::maxAbsError)
            .max();
    return largest.isEmpty()
        ? ""
        : Text.format("; largest difference of those passed %.3g", largest.getAsDouble());
  }

  /// A list with an object for every case.
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartArray();
      for (Result result : results) {
        json.writeStartObject();
        json.writeStringField("case", result.name());
        json.writeStringField("status", name(result));
        number(json, "maxAbsError", result.maxAbsError());
        number(json, "maxRelError", result.maxRelError());
        json.writeStringField("reason", result.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string cannot fail to be written
    }
    return text + System.lineSeparator();
  }

  /// JSON has no infinities and no NaN: such a difference, or none, is null.
  private static void number(JsonGenerator json, String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeNullField(field);
    }
  }

  private static String name(Result result) {
    return result.status().name().toLowerCase(Locale.ROOT);
  }
}
