package dev.twofold.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.twofold.cost.Accuracy;
import dev.twofold.cost.Execution;
import dev.twofold.cost.MachineProfile;
import dev.twofold.cost.Roofline;
import dev.twofold.cost.StepLoad;
import dev.twofold.graph.ExecutionPlan;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Predicted beside measured times.
///
/// @param model the network, as the user names it
/// @param profile what predicts
/// @param steps the steps, in order
/// @param runs how many runs were measured
/// @param accuracy how well the prediction agrees
record BenchReport(
    String model, MachineProfile profile, List<Step> steps, int runs, Accuracy accuracy) {

  /// One step.
  ///
  /// @param planned what runs
  /// @param predicted in seconds
  /// @param measured in seconds
  /// @param bound what the time is spent on
  record Step(ExecutionPlan.Step planned, double predicted, double measured, Roofline.Bound bound) {

    double error() {
      return predicted / measured - 1;
    }

    String name() {
      return planned.nodes().isEmpty() ? "(copy)" : planned.nodes().getFirst();
    }
  }

  BenchReport {
    steps = List.copyOf(steps);
  }

  static BenchReport of(
      String model, Execution execution, MachineProfile profile, StepTimes times) {
    List<StepLoad> loads = StepLoad.of(execution);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < loads.size(); i++) {
      StepLoad load = loads.get(i);
      // A step may be too short for the clock.
      double measured = Math.max(times.seconds().get(i), 1e-9);
      steps.add(
          new Step(
              execution.steps().get(i).step(),
              profile.seconds(load),
              measured,
              profile.bound(load)));
    }
    Accuracy accuracy =
        Accuracy.of(
            steps.stream().map(Step::predicted).toList(),
            steps.stream().map(Step::measured).toList());
    return new BenchReport(model, profile, steps, times.runs(), accuracy);
  }

  private double measured() {
    return steps.stream().mapToDouble(Step::measured).sum();
  }

  private double predicted() {
    return steps.stream().mapToDouble(Step::predicted).sum();
  }

  void printTo(Console console) {
    TextTable table =
        new TextTable(">step", "nodes", "kernel", ">predicted", ">measured", ">error", "bound by");
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      table.row(
          Integer.toString(i + 1),
          Text.shortened(step.name(), 24),
          Text.shortened(step.planned().kernel(), 24),
          Text.time(1e9 * step.predicted()),
          Text.time(1e9 * step.measured()),
          Text.change(step.error()),
          bound(step));
    }
    table.printTo(console);
    console.line("");
    console.line(
        "total      %s predicted, %s measured (%s); lower quartiles of %d runs",
        Text.time(1e9 * predicted()),
        Text.time(1e9 * measured()),
        Text.change(accuracy.totalError()),
        runs);
    console.line(
        "steps      mean absolute error %s, rank correlation %.3f over %d steps",
        Text.percent(accuracy.meanError()), accuracy.rankCorrelation(), accuracy.steps());
    for (Roofline.Bound bound : Roofline.Bound.values()) {
      List<Step> own = steps.stream().filter(step -> step.bound() == bound).toList();
      console.line(
          "%-10s bounds %d steps, %s of the measured time",
          bound.name().toLowerCase(Locale.ROOT),
          own.size(),
          Text.percent(own.stream().mapToDouble(Step::measured).sum() / measured()));
    }
    console.line(
        "profile    %s, threads %d: %s",
        profile.backend(), profile.threads(), Text.rates(profile.roofline()));
  }

  private static String bound(Step step) {
    return step.bound().name().toLowerCase(Locale.ROOT);
  }

  String json() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("model", model);
      json.writeStringField("backend", profile.backend());
      json.writeNumberField("threads", profile.threads());
      json.writeNumberField("runs", runs);
      json.writeNumberField("predictedMicros", 1e6 * predicted());
      json.writeNumberField("measuredMicros", 1e6 * measured());
      json.writeNumberField("meanError", accuracy.meanError());
      json.writeNumberField("rankCorrelation", accuracy.rankCorrelation());
      json.writeArrayFieldStart("steps");
      for (Step step : steps) {
        write(json, step);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Step step) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("nodes");
    for (String node : step.planned().nodes()) {
      json.writeString(node);
    }
    json.writeEndArray();
    json.writeStringField("kernel", step.planned().kernel());
    json.writeNumberField("predictedMicros", 1e6 * step.predicted());
    json.writeNumberField("measuredMicros", 1e6 * step.measured());
    json.writeStringField("bound", bound(step));
    json.writeEndObject();
  }
}
