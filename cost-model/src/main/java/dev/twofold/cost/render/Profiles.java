package dev.twofold.cost.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.twofold.cost.MachineProfile;
import dev.twofold.cost.Roofline;
import dev.twofold.cost.StepRate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Machine profiles as JSON: `{"machine", "backend", "threads", "flopsPerSecond", "bytesPerSecond",
/// "launchSeconds", "rates": {KIND: {"launchSeconds", "secondsPerMultAdd", "secondsPerByte",
/// "secondsPerWeightByte", "secondsPerCurvedByte"}}, "other": {...}}`.
public final class Profiles {

  private Profiles() {}

  /// A profile as text.
  public static String json(MachineProfile profile) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("machine", profile.machine());
      json.writeStringField("backend", profile.backend());
      json.writeNumberField("threads", profile.threads());
      json.writeNumberField("flopsPerSecond", profile.roofline().flopsPerSecond());
      json.writeNumberField("bytesPerSecond", profile.roofline().bytesPerSecond());
      json.writeNumberField("launchSeconds", profile.roofline().launchSeconds());
      json.writeObjectFieldStart("rates");
      for (Map.Entry<String, StepRate> rate : profile.rates().entrySet()) {
        write(json, rate.getKey(), rate.getValue());
      }
      json.writeEndObject();
      write(json, "other", profile.other());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void write(JsonGenerator json, String name, StepRate rate) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("launchSeconds", rate.launchSeconds());
    json.writeNumberField("secondsPerMultAdd", rate.secondsPerMultAdd());
    json.writeNumberField("secondsPerByte", rate.secondsPerByte());
    json.writeNumberField("secondsPerWeightByte", rate.secondsPerWeightByte());
    json.writeNumberField("secondsPerCurvedByte", rate.secondsPerCurvedByte());
    json.writeEndObject();
  }

  /// The profile that a text holds.
  ///
  /// @throws IllegalArgumentException if the text is no JSON, or lacks a field or has one of another
  ///   type or out of range
  public static MachineProfile parse(String text) {
    try (JsonParser json = new JsonFactory().createParser(text)) {
      Fields root = object(json, json.nextToken());
      SortedMap<String, StepRate> rates = new TreeMap<>();
      root.object("rates").objects.forEach((kind, rate) -> rates.put(kind, rate(rate)));
      return new MachineProfile(
          root.text("machine"),
          root.text("backend"),
          (int) root.number("threads"),
          new Roofline(
              root.number("flopsPerSecond"),
              root.number("bytesPerSecond"),
              root.number("launchSeconds")),
          rates,
          rate(root.object("other")));
    } catch (IOException e) {
      throw new IllegalArgumentException("machine profile: this is no JSON; calibrate again", e);
    }
  }

  private static StepRate rate(Fields fields) {
    return new StepRate(
        fields.number("launchSeconds"),
        fields.number("secondsPerMultAdd"),
        fields.number("secondsPerByte"),
        fields.number("secondsPerWeightByte"),
        fields.number("secondsPerCurvedByte"));
  }

  /// The fields of an object by their types.
  private record Fields(
      Map<String, String> texts, Map<String, Double> numbers, Map<String, Fields> objects) {

    String text(String name) {
      return known(texts, name, "a text");
    }

    double number(String name) {
      return known(numbers, name, "a number");
    }

    Fields object(String name) {
      return known(objects, name, "an object");
    }

    private static <T> T known(Map<String, T> fields, String name, String what) {
      T value = fields.get(name);
      if (value == null) {
        throw new IllegalArgumentException(
            "machine profile: expected field '%s' to be %s; calibrate again".formatted(name, what));
      }
      return value;
    }
  }

  private static Fields object(JsonParser json, JsonToken first) throws IOException {
    Fields fields = new Fields(new HashMap<>(), new HashMap<>(), new HashMap<>());
    if (first != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException(
          "machine profile: expected an object, got %s; calibrate again".formatted(first));
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      switch (token) {
        case START_OBJECT -> fields.objects.put(name, object(json, token));
        case VALUE_STRING -> fields.texts.put(name, json.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
            fields.numbers.put(name, json.getDoubleValue());
        default ->
            throw new IllegalArgumentException(
                "machine profile: field '%s' is %s; calibrate again".formatted(name, token));
      }
    }
    return fields;
  }
}
