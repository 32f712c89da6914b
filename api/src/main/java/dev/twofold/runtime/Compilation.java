package dev.twofold.runtime;

import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compiles one model: opens backends as they are needed, lowers, assigns, schedules, plans.
final class Compilation {

  private static final Logger log = LoggerFactory.getLogger(Logs.COMPILE);

  private final Model model;
  private final CompileOptions options;
  private final List<Selector.Choice> choices;
  private final List<Backend> opened = new ArrayList<>();

  Compilation(Model model, CompileOptions options, List<Selector.Choice> choices) {
    this.model = model;
    this.options = options;
    this.choices = choices;
  }

  /// The program. If it cannot be made, everything opened on the way is closed again.
  Program run(Cleaner cleaner) {
    try {
      return compile(cleaner);
    } catch (RuntimeException | Error e) {
      opened.forEach(Backend::close);
      throw e;
    }
  }

  private Program compile(Cleaner cleaner) {
    CompileEvent event = new CompileEvent();
    event.begin();
    long start = System.nanoTime();
    Backend first = open(choices.getFirst());
    Lowered lowered = Lowering.lower(model, node -> knows(first, node));
    Assignment assignment = new Assignment(lowered);
    assignment.offer(first);
    if (!assignment.isComplete()) {
      fallBack(assignment, first);
      Islands.resolve(
          lowered.model().graph(), assignment, first, opened.subList(1, opened.size()), classes());
    }
    List<Unit> units = Schedule.order(lowered.model().graph(), assignment.units());
    ProgramPlan plan = Planner.plan(lowered, units, LayoutCopy.of(first));
    FallbackReport.of(lowered, plan, assignment.fallbacks(), options.fallback());
    String name = model.graph().name();
    Selection selection = choices.getFirst().selection();
    ExecutionPlan described = plan.describe(assignment.fallbacks());
    Observer observer = new Observer(name, selection.backend(), options.listener());
    ProgramResources resources =
        new ProgramResources(observer, plan, opened, options.concurrentRuns());
    Program program = new Program(model.graph(), described, selection, resources, cleaner);
    described.fallbacks().forEach(fallback -> FallbackEvent.commit(name, fallback));
    event.commit(name, selection, described);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    log.debug(
        "compiled '{}' for {}: {} steps in {} ms",
        name,
        selection,
        described.steps().size(),
        time.toMillis());
    observer.compiled(selection, described, time);
    return program;
  }

  private Map<String, DeviceClass> classes() {
    Map<String, DeviceClass> classes = new HashMap<>();
    for (Selector.Choice choice : choices) {
      BackendStatus status = choice.candidate().status();
      classes.put(status.id(), Objects.requireNonNull(status.deviceClass()));
    }
    return classes;
  }

  private static boolean knows(Backend backend, Node node) {
    return backend.supports(LayerCall.of(node.name(), node.layer(), node.inputTypes()))
        instanceof Support.Yes;
  }

  private void fallBack(Assignment assignment, Backend first) {
    if (options.fallback() != FallbackPolicy.FORBID) {
      for (int i = 1; i < choices.size() && !assignment.isComplete(); i++) {
        assignment.offer(open(choices.get(i)));
      }
    }
    if (!assignment.isComplete()) {
      Map<Node, String> reasons = assignment.reasons();
      List<String> lines =
          reasons.entrySet().stream()
              .map(entry ->
                  "node '%s' (%s): %s"
                      .formatted(
                          entry.getKey().name(), entry.getKey().layer().kind(), entry.getValue()))
              .toList();
      throw new BackendException(
          "backend '%s' cannot run %d nodes of '%s'%s: %s"
              .formatted(
                  first.info().id(),
                  lines.size(),
                  model.graph().name(),
                  options.fallback() == FallbackPolicy.FORBID
                      ? " and fallback is forbidden"
                      : ", nor can any other backend found",
                  String.join("; ", lines)));
    }
  }

  private Backend open(Selector.Choice choice) {
    BackendProvider provider = Objects.requireNonNull(choice.candidate().provider());
    BackendOptions asked = options.backendOptions();
    Backend backend = provider.open(choice.device(), asked);
    opened.add(backend);
    return backend;
  }
}
