package dev.twofold.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.runtime.BackendStatus;
import dev.twofold.runtime.Backends;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Device;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `backends`: what was found on the class path, and whether it can be used.
@Command(
    name = "backends",
    description = "List the backends on the class path, also those that cannot be used, and why.",
    mixinStandardHelpOptions = true)
final class BackendsCommand implements Callable<Integer> {

  private final Console console;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  BackendsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    List<BackendStatus> statuses = Backends.discover().statuses();
    if (json) {
      console.out().println(json(statuses));
    } else if (statuses.isEmpty()) {
      throw new CliException("no backend on the class path; add one, such as twofold-backend-cpu");
    } else {
      print(statuses);
    }
    return 0;
  }

  private void print(List<BackendStatus> statuses) {
    TextTable table = new TextTable("backend", "class", "usable", "devices", ">probe");
    for (BackendStatus status : statuses) {
      table.row(
          status.id(),
          deviceClass(status),
          status.isAvailable() ? "yes" : "no",
          Text.shortened(devices(status), 56),
          Text.time((double) status.probeTime().toNanos()));
    }
    table.printTo(console);
    for (BackendStatus status : statuses) {
      if (status.availability() instanceof Availability.Unavailable why) {
        console.line("%s: %s", status.id(), Text.oneLine(why.message()));
        console.line("    cure: %s", Text.oneLine(why.remedy()));
      }
      console.line("%s is from %s", status.id(), jar(status.origin()));
    }
  }

  private static String deviceClass(BackendStatus status) {
    return status.deviceClass() == null
        ? "unknown"
        : status.deviceClass().name().toLowerCase(Locale.ROOT);
  }

  private static String devices(BackendStatus status) {
    return switch (status.availability()) {
      case Availability.Available available ->
          available.devices().stream()
              .map(device -> device.index() + ": " + device.name())
              .collect(Collectors.joining(", "));
      case Availability.Unavailable _ -> "";
    };
  }

  private static String jar(String origin) {
    return origin.replaceFirst("^file:", "");
  }

  private static String json(List<BackendStatus> statuses) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeArrayFieldStart("backends");
      for (BackendStatus status : statuses) {
        write(json, status);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, BackendStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", status.id());
    json.writeStringField("deviceClass", deviceClass(status));
    json.writeBooleanField("available", status.isAvailable());
    json.writeStringField("origin", status.origin());
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
