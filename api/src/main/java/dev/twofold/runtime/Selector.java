package dev.twofold.runtime;

import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Chooses the backends of a program, in order: what the caller named, else the system property,
/// else the environment variable, else the best class of device. Behind the chosen one stand the
/// others, in the automatic order, for parts that it cannot run.
final class Selector {

  static final String PROPERTY = "twofold.backend";
  static final String VARIABLE = "TWOFOLD_BACKEND";

  private static final String UNSEEN =
      ", and see that the class loader that looks for it (the thread's context class loader unless"
          + " one is given) sees it";

  private static final Logger log = LoggerFactory.getLogger(Logs.DISCOVERY);

  private final List<Candidate> candidates;

  Selector(List<Candidate> candidates) {
    this.candidates = candidates;
  }

  /// A backend that may run parts of a program.
  record Choice(Candidate candidate, Device device, String rule) {

    Selection selection() {
      return new Selection(candidate.status().id(), device, rule);
    }
  }

  /// The backends to use, the preferred one first.
  ///
  /// @throws BackendException if there is none, a named one is missing, or the choice is ambiguous
  List<Choice> choose(List<String> named) {
    rejectDuplicates();
    String property = System.getProperty(PROPERTY, "");
    String variable = Objects.requireNonNullElse(System.getenv(VARIABLE), "");
    if (!named.isEmpty()) {
      return byName(named, "named by the caller");
    }
    if (!property.isBlank()) {
      return byName(
          split(property), "named by the system property %s=%s".formatted(PROPERTY, property));
    }
    if (!variable.isBlank()) {
      return byName(
          split(variable), "named by the environment variable %s=%s".formatted(VARIABLE, variable));
    }
    return automatically();
  }

  /// The provider of one backend.
  ///
  /// @throws BackendException if it is missing or unavailable
  BackendProvider provider(String id) {
    Candidate candidate = byName(List.of(id), "asked for").getFirst().candidate();
    return Objects.requireNonNull(candidate.provider());
  }

  private static List<String> split(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  private void rejectDuplicates() {
    Map<String, BackendStatus> seen = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      BackendStatus status = candidate.status();
      BackendStatus other = seen.putIfAbsent(status.id(), status);
      if (other != null && candidate.provider() != null) {
        throw new BackendException(
            "backend '%s' is provided twice, by %s and by %s; take one of them off the class path"
                .formatted(status.id(), other.origin(), status.origin()));
      }
    }
  }

  private List<Choice> byName(List<String> names, String rule) {
    List<Choice> chosen = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (String name : names) {
      Candidate candidate = find(name);
      if (candidate.devices().isEmpty()) {
        refused.add(candidate.status().summary());
      } else {
        chosen.add(new Choice(candidate, device(candidate, name), rule));
      }
    }
    if (chosen.isEmpty()) {
      throw new BackendException("backend " + String.join("; backend ", refused));
    }
    if (!refused.isEmpty()) {
      log.warn("{}, using {}: {}", rule, chosen.getFirst().selection(), String.join("; ", refused));
    }
    return withOthers(chosen);
  }

  private Candidate find(String name) {
    String id = name.replaceFirst(":\\d+$", "");
    return candidates.stream()
        .filter(candidate -> candidate.status().id().equals(id))
        .findFirst()
        .orElseThrow(() -> new BackendException(missing(id)));
  }

  private String missing(String id) {
    String closest =
        candidates.stream()
            .map(candidate -> candidate.status().id())
            .filter(known -> Similarity.distance(known, id) <= 2)
            .min(Comparator.comparingInt(known -> Similarity.distance(known, id)))
            .map("; did you mean '%s'?"::formatted)
            .orElse("");
    return "no backend '%s' on the class path%s; found: %s".formatted(id, closest, foundList());
  }

  private static Device device(Candidate candidate, String name) {
    if (!name.contains(":")) {
      return candidate.devices().getFirst();
    }
    String index = name.substring(name.indexOf(':') + 1);
    return candidate.devices().stream()
        .filter(device -> Integer.toString(device.index()).equals(index))
        .findFirst()
        .orElseThrow(() ->
            new BackendException(
                "backend '%s' has no device %s; name one that it has, as in '%s:%d': %s"
                    .formatted(
                        candidate.status().id(),
                        index,
                        candidate.status().id(),
                        candidate.devices().getFirst().index(),
                        candidate.devices().stream()
                            .map(d -> d.index() + " (" + d.name() + ")")
                            .toList())));
  }

  private List<Choice> automatically() {
    List<Choice> ordered = withOthers(List.of());
    if (ordered.isEmpty()) {
      throw new BackendException(
          "no backend can run here; found: %s; add twofold-backend-cpu%s"
              .formatted(foundList(), candidates.isEmpty() ? UNSEEN : ""));
    }
    if (ordered.size() > 1
        && isForeignAccelerator(ordered.get(1))
        && isForeignAccelerator(ordered.getFirst())) {
      throw new BackendException(
          "backends '%s' and '%s' are both accelerators; name one, as in -D%s=%s"
              .formatted(
                  id(ordered.getFirst()), id(ordered.get(1)), PROPERTY, id(ordered.getFirst())));
    }
    return ordered;
  }

  private static String id(Choice choice) {
    return choice.candidate().status().id();
  }

  private static boolean isForeignAccelerator(Choice choice) {
    return choice.candidate().status().deviceClass() == DeviceClass.ACCELERATOR
        && !choice.candidate().isOurs();
  }

  /// The chosen ones, then every other available one in the automatic order: class of device from
  /// the best down, ours before others, id.
  private List<Choice> withOthers(List<Choice> chosen) {
    List<Choice> ordered = new ArrayList<>(chosen);
    List<Candidate> taken = chosen.stream().map(Choice::candidate).toList();
    candidates.stream()
        .filter(candidate -> !candidate.devices().isEmpty() && !taken.contains(candidate))
        .sorted(
            Comparator.comparing((Candidate c) -> Objects.requireNonNull(c.status().deviceClass()))
                .reversed()
                .thenComparing(c -> !c.isOurs())
                .thenComparing(c -> c.status().id()))
        .forEach(candidate ->
            ordered.add(
                new Choice(
                    candidate, candidate.devices().getFirst(), "the best class of device found")));
    return ordered;
  }

  private String foundList() {
    return candidates.isEmpty()
        ? "none"
        : String.join("; ", candidates.stream().map(c -> c.status().summary()).toList());
  }
}
