package dev.twofold.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/// What stands before the elements of a `.safetensors` file.
///
/// @param entries the tensors by name, in the order of their places
/// @param metadata further texts
/// @param end where the elements begin, in bytes from the begin of the file
record SafetensorsHeader(
    SequencedMap<String, SafetensorsEntry> entries, Map<String, String> metadata, long end) {

  /// In bytes. Room for some ten thousand tensors; the objects made of a header are twenty times its
  /// size.
  private static final long LONGEST = 1 << 22;

  private static final String CURE = "check that it is one, and whole";

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// Reads and checks a header.
  ///
  /// @throws IllegalArgumentException if this is no header of a `.safetensors` file, or it claims what
  ///   the file does not hold
  static SafetensorsHeader read(MemorySegment file) {
    if (file.byteSize() < Long.BYTES) {
      throw new IllegalArgumentException(
          "is no .safetensors file: expected 8 bytes and a header, got %d bytes; "
                  .formatted(file.byteSize())
              + CURE);
    }
    long length = file.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    long end = Long.BYTES + length;
    if (length < 2 || length > LONGEST || end > file.byteSize()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "is no .safetensors file: its header would be %,d bytes long in a file of %,d bytes;"
                  + " %s",
              new BigInteger(Long.toUnsignedString(length)),
              file.byteSize(),
              CURE));
    }
    byte[] text = file.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
    try (JsonParser json = JSON.createParser(text)) {
      return new Reading(json).header(end, file.byteSize() - end);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "its header is damaged: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }

  /// The header for tensors that are to be written one behind the other.
  static String json(Map<String, Tensor> tensors) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      long place = 0;
      for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
        Shape shape = tensor.getValue().shape();
        boolean floats = tensor.getValue().type().type() == DataType.FLOAT32;
        json.writeObjectFieldStart(tensor.getKey());
        json.writeStringField("dtype", floats ? "F32" : "I32");
        json.writeFieldName("shape");
        json.writeArray(shape.dims(), 0, shape.rank());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {place, place + 4 * shape.elements()}, 0, 2);
        json.writeEndObject();
        place += 4 * shape.elements();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string cannot fail to be written
    }
    return text.toString();
  }

  /// One walk over a header's text.
  private static final class Reading {

    private final JsonParser json;
    private final Map<String, SafetensorsEntry> entries = new HashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    Reading(JsonParser json) {
      this.json = json;
    }

    SafetensorsHeader header(long end, long elements) throws IOException {
      expect(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (name.equals("__metadata__")) {
          metadata();
        } else {
          entries.put(name, entry(name, elements));
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new IllegalArgumentException("its header is no JSON object");
      }
      return new SafetensorsHeader(sorted(), Collections.unmodifiableMap(metadata), end);
    }

    private SequencedMap<String, SafetensorsEntry> sorted() {
      SequencedMap<String, SafetensorsEntry> sorted = new LinkedHashMap<>();
      entries.entrySet().stream()
          .sorted(
              Comparator.<Map.Entry<String, SafetensorsEntry>>comparingLong(
                      entry -> entry.getValue().begin())
                  .thenComparing(Map.Entry.comparingByKey()))
          .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
      return Collections.unmodifiableSequencedMap(sorted);
    }

    private void metadata() throws IOException {
      expect(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        metadata.put(key, text());
      }
    }

    private SafetensorsEntry entry(String name, long elements) throws IOException {
      expect(JsonToken.START_OBJECT);
      String type = "";
      List<Long> shape = List.of();
      List<Long> offsets = List.of();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        switch (json.currentName()) {
          case "dtype" -> type = text();
          case "shape" -> shape = numbers();
          case "data_offsets" -> offsets = numbers();
          default -> {
            json.nextToken();
            json.skipChildren();
          }
        }
      }
      if (offsets.size() != 2 || offsets.get(1) > elements) {
        throw new IllegalArgumentException(
            "tensor '%s' lies at %s of %d bytes; the file is damaged or truncated"
                .formatted(name, offsets, elements));
      }
      try {
        int[] dims = shape.stream().mapToInt(Math::toIntExact).toArray();
        return new SafetensorsEntry(type, Shape.of(dims), offsets.get(0), offsets.get(1));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new IllegalArgumentException("tensor '" + name + "': " + e.getMessage(), e);
      }
    }

    private String text() throws IOException {
      expect(JsonToken.VALUE_STRING);
      return json.getText();
    }

    private List<Long> numbers() throws IOException {
      expect(JsonToken.START_ARRAY);
      List<Long> numbers = new ArrayList<>();
      while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        numbers.add(json.getLongValue());
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        throw new IllegalArgumentException("its header has no whole numbers where they belong");
      }
      return numbers;
    }

    private void expect(JsonToken token) throws IOException {
      if (json.nextToken() != token) {
        throw new IllegalArgumentException(
            "its header has %s where %s belongs".formatted(json.currentToken(), token));
      }
    }
  }
}
