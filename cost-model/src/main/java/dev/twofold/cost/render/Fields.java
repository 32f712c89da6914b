package dev.twofold.cost.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.tensor.Shape;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Named values in their order: an object of JSON, or a line of comma-separated values.
final class Fields {

  /*
   * A value is a number, a boolean, a string, an OptionalLong (empty is unknown), a shape, a list of
   * values, or further fields. A number that is not finite is unknown as well.
   */

  private final SequencedMap<String, Object> values = new LinkedHashMap<>();

  /// Adds a value.
  Fields with(String name, Object value) {
    values.put(name, value);
    return this;
  }

  /// JSON, ended by a line end.
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      write(json, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Fields fields -> {
        json.writeStartObject();
        for (var field : fields.values.entrySet()) {
          json.writeFieldName(field.getKey());
          write(json, field.getValue());
        }
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        for (Object item : list) {
          write(json, item);
        }
        json.writeEndArray();
      }
      case Shape shape -> json.writeArray(shape.dims(), 0, shape.rank());
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case OptionalLong number when number.isPresent() -> json.writeNumber(number.getAsLong());
      case OptionalLong _ -> json.writeNull();
      case Double number when !Double.isFinite(number) -> json.writeNull();
      case Double number -> json.writeNumber(number);
      case Boolean bool -> json.writeBoolean(bool);
      default -> json.writeString(value.toString());
    }
  }

  /// The lines of a table: the names of the first row, then the values of all. Fields within fields
  /// become columns of their own, as in `left.params`.
  static String csv(List<Fields> rows) {
    List<SequencedMap<String, String>> lines = rows.stream().map(Fields::flat).toList();
    List<Grid.Column> columns =
        lines.isEmpty()
            ? List.of()
            : lines.getFirst().sequencedKeySet().stream().map(Grid::text).toList();
    return GridForms.csv(
        new Grid(columns, lines.stream().map(l -> List.copyOf(l.sequencedValues())).toList()));
  }

  private SequencedMap<String, String> flat() {
    SequencedMap<String, String> cells = new LinkedHashMap<>();
    values.forEach((name, value) -> {
      if (value instanceof Fields inner) {
        inner.flat().forEach((below, text) -> cells.put(name + "." + below, text));
      } else {
        cells.put(name, cell(value));
      }
    });
    return cells;
  }

  private static String cell(Object value) {
    return switch (value) {
      case OptionalLong number -> number.isPresent() ? Long.toString(number.getAsLong()) : "";
      case Double number when !Double.isFinite(number) -> "";
      case Shape shape ->
          Arrays.stream(shape.dims()).mapToObj(Integer::toString).collect(Collectors.joining("x"));
      case List<?> list ->
          new ArrayList<Object>(list).stream().map(Fields::cell).collect(Collectors.joining(" "));
      default -> value.toString();
    };
  }
}
