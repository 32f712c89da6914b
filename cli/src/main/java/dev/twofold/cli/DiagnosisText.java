package dev.twofold.cli;

import dev.twofold.runtime.BackendStatus;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Device;
import java.util.Locale;
import java.util.stream.Collectors;

/// A diagnosis for people.
record DiagnosisText(Diagnosis diagnosis) {

  void printTo(Console console) {
    diagnosis.virtualMachine().forEach((name, fact) -> console.line("%-11s %s", name, fact));
    console.line("");
    TextTable table = new TextTable("backend", "class", "usable", "devices", ">probe");
    for (BackendStatus status : diagnosis.statuses()) {
      table.row(
          Text.shortened(status.id(), 30),
          deviceClass(status),
          usable(status),
          Text.shortened(devices(status), 40),
          Text.time((double) status.probeTime().toNanos()));
    }
    table.printTo(console);
    for (BackendStatus status : diagnosis.statuses()) {
      console.line("");
      print(console, status);
    }
    console.line("");
    diagnosis
        .chosen()
        .ifPresentOrElse(
            chosen -> console.line("chosen: %s", chosen),
            () -> console.line("chosen: none; %s", diagnosis.problem()));
  }

  private void print(Console console, BackendStatus status) {
    console.line("%s is from %s", status.id(), status.origin().replaceFirst("^file:", ""));
    console.line(
        "    version %s, backend interface %s",
        status.version(), status.spiVersion() == 0 ? "unknown" : status.spiVersion());
    if (status.availability() instanceof Availability.Unavailable why) {
      console.line("    rejected: %s", Text.oneLine(why.message()));
      console.line("    cure: %s", Text.oneLine(why.remedy()));
    }
    SmokeRun run = diagnosis.smokeRuns().get(status.id());
    if (run != null) {
      console.line(
          "    %s",
          run.passed()
              ? Text.format(
                  "smoke run with %s: error %.1e, %s by %s",
                  run.description(),
                  run.error(),
                  Text.time(run.nanos()),
                  String.join(", ", run.kernels()))
              : "smoke run failed: " + run.problem());
    }
  }

  private String usable(BackendStatus status) {
    SmokeRun run = diagnosis.smokeRuns().get(status.id());
    return run != null && run.passed() ? "yes" : "no";
  }

  static String deviceClass(BackendStatus status) {
    return status.deviceClass() == null
        ? "unknown"
        : status.deviceClass().name().toLowerCase(Locale.ROOT);
  }

  private static String devices(BackendStatus status) {
    return switch (status.availability()) {
      case Availability.Available available ->
          available.devices().stream().map(DiagnosisText::device).collect(Collectors.joining(", "));
      case Availability.Unavailable _ -> "";
    };
  }

  private static String device(Device device) {
    String memory =
        device.memoryBytes().isPresent() ? ", " + Text.bytes(device.memoryBytes().getAsLong()) : "";
    return device.index() + ": " + device.name() + memory;
  }
}
