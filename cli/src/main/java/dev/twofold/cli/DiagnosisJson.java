package dev.twofold.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.runtime.BackendStatus;
import dev.twofold.runtime.Selection;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Device;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;

/// A diagnosis for programs.
record DiagnosisJson(Diagnosis diagnosis) {

  String text() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeObjectFieldStart("virtualMachine");
      for (Map.Entry<String, String> fact : diagnosis.virtualMachine().entrySet()) {
        json.writeStringField(fact.getKey(), fact.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("backends");
      for (BackendStatus status : diagnosis.statuses()) {
        write(json, status);
      }
      json.writeEndArray();
      writeChoice(json);
      json.writeNumberField("exitCode", diagnosis.exitCode());
      json.writeEndObject();
    }
    return text.toString();
  }

  private void writeChoice(JsonGenerator json) throws IOException {
    if (diagnosis.chosen().isEmpty()) {
      json.writeNullField("chosen");
      json.writeStringField("problem", diagnosis.problem());
      return;
    }
    Selection chosen = diagnosis.chosen().get();
    json.writeObjectFieldStart("chosen");
    json.writeStringField("backend", chosen.backend());
    json.writeNumberField("device", chosen.device().index());
    json.writeStringField("rule", chosen.rule());
    json.writeEndObject();
  }

  private void write(JsonGenerator json, BackendStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", status.id());
    json.writeStringField("deviceClass", DiagnosisText.deviceClass(status));
    json.writeBooleanField("available", status.isAvailable());
    json.writeStringField("origin", status.origin());
    json.writeStringField("version", status.version());
    json.writeNumberField("spiVersion", status.spiVersion());
    json.writeNumberField("probeMillis", status.probeTime().toNanos() / 1e6);
    json.writeArrayFieldStart("devices");
    if (status.availability() instanceof Availability.Available available) {
      for (Device device : available.devices()) {
        write(json, device);
      }
    }
    json.writeEndArray();
    if (status.availability() instanceof Availability.Unavailable why) {
      json.writeStringField("reason", why.reason().name().toLowerCase(Locale.ROOT));
      json.writeStringField("message", why.message());
      json.writeStringField("remedy", why.remedy());
    }
    SmokeRun run = diagnosis.smokeRuns().get(status.id());
    if (run != null) {
      write(json, run);
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, SmokeRun run) throws IOException {
    json.writeObjectFieldStart("smokeRun");
    json.writeBooleanField("passed", run.passed());
    if (run.passed()) {
      json.writeStringField("description", run.description());
      json.writeNumberField("error", run.error());
      json.writeNumberField("millis", run.nanos() / 1e6);
    } else {
      json.writeStringField("problem", run.problem());
    }
    json.writeArrayFieldStart("kernels");
    for (String kernel : run.kernels()) {
      json.writeString(kernel);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Device device) throws IOException {
    json.writeStartObject();
    json.writeNumberField("index", device.index());
    json.writeStringField("name", device.name());
    if (device.memoryBytes().isPresent()) {
      json.writeNumberField("memoryBytes", device.memoryBytes().getAsLong());
    }
    json.writeEndObject();
  }
}
