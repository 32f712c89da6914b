package dev.twofold.cli;

import dev.twofold.runtime.BackendStatus;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.Selection;
import dev.twofold.spi.BackendException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can run a network here: the Java VM, the backends, which would be chosen, and a smoke run on
/// each.
///
/// @param virtualMachine what is known of the Java VM, by name
/// @param statuses what was found, also what cannot be used
/// @param chosen the backend that a program would get; empty if there is none
/// @param problem why none is chosen; empty if one is
/// @param smokeRuns a run on each available backend, by its id
record Diagnosis(
    Map<String, String> virtualMachine,
    List<BackendStatus> statuses,
    Optional<Selection> chosen,
    String problem,
    Map<String, SmokeRun> smokeRuns) {

  static final int UNUSABLE = 1;
  static final int NONE_USABLE = 2;

  /// Looks at everything.
  ///
  /// @param requested the backends that are asked for, in order; empty leaves the choice to property,
  ///   environment and the automatic order
  static Diagnosis of(Backends backends, List<String> requested) {
    Map<String, SmokeRun> runs = new LinkedHashMap<>();
    for (BackendStatus status : backends.statuses()) {
      if (status.isAvailable()) {
        runs.put(status.id(), SmokeRun.of(backends, status.id()));
      }
    }
    Optional<Selection> chosen = Optional.empty();
    String problem = "";
    try {
      chosen = Optional.of(backends.select(requested));
    } catch (BackendException e) {
      problem = Text.oneLine(String.valueOf(e.getMessage()));
    }
    return new Diagnosis(describe(), backends.statuses(), chosen, problem, runs);
  }

  /// 0 if the chosen backend works, 1 if the one asked for does not, 2 if none does.
  int exitCode() {
    if (smokeRuns.values().stream().noneMatch(SmokeRun::passed)) {
      return NONE_USABLE;
    }
    boolean works =
        chosen
            .map(selection -> smokeRuns.get(selection.backend()))
            .filter(SmokeRun::passed)
            .isPresent();
    return works ? 0 : UNUSABLE;
  }

  private static Map<String, String> describe() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    boolean modules = Backends.class.getModule().isNamed();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "java",
        "%s, %s %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.info")));
    facts.put(
        "machine",
        "%s %s, %d processors, heap up to %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Text.bytes(Runtime.getRuntime().maxMemory())));
    facts.put(
        "vector API",
        vectors
            ? "module jdk.incubator.vector is there"
            : "missing; start Java with --add-modules jdk.incubator.vector");
    facts.put("found on", modules ? "the module path" : "the class path");
    return facts;
  }
}
