package dev.twofold.onnx;

import dev.twofold.onnx.Conformance.Family;
import dev.twofold.onnx.Conformance.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Makes `docs/onnx-support.md` from the reader's tables and the outcome of ONNX's own cases.
final class SupportPage {

  private static final int OLDEST = 7;
  private static final int NEWEST = 28;

  private final StringBuilder text = new StringBuilder();
  private final Map<String, List<Outcome>> counted = new HashMap<>();

  private SupportPage() {
    Conformance.BACKENDS.forEach(id -> counted.put(id, Conformance.counted(id)));
  }

  static String text() {
    SupportPage page = new SupportPage();
    page.introduction();
    page.totals();
    page.operators();
    page.constants();
    page.unsupported();
    page.families();
    return page.text.toString();
  }

  private void line(String format, Object... values) {
    text.append(Text.of(format, values)).append('\n');
  }

  private void introduction() {
    line("# ONNX support");
    line("");
    line(
        "Operator sets %d to %d of ONNX's own domain are read, older ones as far as their",
        OLDEST, NEWEST);
    line(
        "operators agree with later ones. Everything is computed in 32-bit floats: floats of"
            + " other");
    line("widths are converted, integers and truth values are carried as far as they are used.");
    line("`If`, `Loop` and `Scan`, sequences, texts and other domains are refused by name.");
    line("");
    line("This page is made from the reader's tables and from ONNX's own recorded cases (Debian's");
    line(
        "`libonnx-testdata`), compared at rtol 1e-3 and atol 1e-5. A test fails if it is out of"
            + " date;");
    line("this writes it anew:");
    line("");
    line("```");
    line(
        "mvn -B test -pl onnx -am -Dtest=ConformanceTest,NetworksOnCudaTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtwofold.write=true");
    line("```");
    line("");
  }

  private void totals() {
    line("## Cases");
    line("");
    line(
        "| backend | counted | passed | of these with another backend's help | unsupported | failed"
            + " |");
    line("| --- | ---: | ---: | ---: | ---: | ---: |");
    for (String backend : Conformance.BACKENDS) {
      List<Outcome> cases = counted(backend);
      line(
          "| `%s` | %d | %d | %d | %d | %d |",
          backend,
          cases.size(),
          passed(cases),
          helped(cases),
          count(cases, OnnxVerifier.Status.UNSUPPORTED),
          count(cases, OnnxVerifier.Status.FAIL) + count(cases, OnnxVerifier.Status.ERROR));
    }
    line("");
    line(
        "Counted are all cases but those of the families at the end of this page. `cuda` ran on"
            + " the");
    line("emulated driver of its tests, not on hardware.");
    line("");
  }

  private List<Outcome> counted(String backend) {
    return counted.getOrDefault(backend, List.of());
  }

  private static long passed(List<Outcome> cases) {
    return cases.stream().filter(Outcome::passed).count();
  }

  private static long helped(List<Outcome> cases) {
    return cases.stream().filter(it -> it.passed() && it.helped()).count();
  }

  private static long count(List<Outcome> cases, OnnxVerifier.Status status) {
    return cases.stream().filter(it -> it.result().status() == status).count();
  }

  private void operators() {
    line("## Operators");
    line("");
    line(
        "Cases are the counted ones whose network has the operator. A number in brackets says in"
            + " how many");
    line(
        "of those passed another backend ran some of the nodes: a backend may lack a kernel, and"
            + " the");
    line(
        "`reference` has all. What has no case is checked against ONNX Runtime by tests of our"
            + " own.");
    line("");
    String titles =
        Conformance.BACKENDS.stream()
            .map(id -> " `" + id + "` passed |")
            .collect(Collectors.joining());
    line("| operator | operator sets | cases |%s", titles);
    line("| --- | --- | ---: |%s", " ---: |".repeat(Conformance.BACKENDS.size()));
    Map<String, String> sets = sets();
    for (String operator : new TreeSet<>(sets.keySet())) {
      if (!Operators.knows(operator)) {
        continue;
      }
      String cells =
          Conformance.BACKENDS.stream()
              .map(id -> " " + cell(with(operator, counted(id))) + " |")
              .collect(Collectors.joining());
      int cases = with(operator, counted(Conformance.BACKENDS.getFirst())).size();
      line("| %s | %s | %d |%s", operator, sets.get(operator), cases, cells);
    }
    line("");
  }

  private static List<Outcome> with(String operator, List<Outcome> cases) {
    return cases.stream().filter(it -> it.operators().contains(operator)).toList();
  }

  private static String cell(List<Outcome> cases) {
    return helped(cases) == 0
        ? Long.toString(passed(cases))
        : "%d (%d)".formatted(passed(cases), helped(cases));
  }

  private static Map<String, String> sets() {
    Map<String, String> sets = new HashMap<>();
    for (String line : Conformance.lines("operator-sets.txt")) {
      String[] parts = line.split("\t");
      int first = Math.max(OLDEST, Integer.parseInt(parts[1]));
      int last = parts.length > 2 ? Integer.parseInt(parts[2]) : NEWEST;
      sets.put(parts[0], first == last ? "%d".formatted(first) : "%d to %d".formatted(first, last));
    }
    return sets;
  }

  private void constants() {
    Set<String> only = new TreeSet<>(sets().keySet());
    only.removeIf(operator -> !Folding.knows(operator) || Operators.knows(operator));
    line("## Known while reading");
    line("");
    line(
        "Nodes that depend on shapes and constants alone are computed while the file is read. These"
            + " operators");
    line(
        "are read there only: %s.",
        only.stream().map("`%s`"::formatted).collect(Collectors.joining(", ")));
    line("");
  }

  private void unsupported() {
    line("## Counted cases that are unsupported");
    line("");
    line("| case | reason |");
    line("| --- | --- |");
    List<String> rows = new ArrayList<>();
    for (Outcome outcome : counted(Conformance.BACKENDS.getFirst())) {
      if (!outcome.passed()) {
        String reason = outcome.result().reason().replaceFirst("^.*?: ", "").replace("|", "/");
        rows.add("| %s | %s |".formatted(outcome.result().name(), reason));
      }
    }
    rows.forEach(row -> line("%s", row));
    line("");
  }

  private void families() {
    line("## Families left out");
    line("");
    line(
        "They are no float networks over images and sequences. What of them passes nevertheless is"
            + " not counted.");
    line("");
    line("| cases | number | passed | reason |");
    line("| --- | ---: | ---: | --- |");
    List<Outcome> all = Conformance.all(Conformance.BACKENDS.getFirst());
    for (Family family : Conformance.leftOut()) {
      List<Outcome> cases = all.stream().filter(it -> it.isIn(family)).toList();
      line(
          "| `%s` | %d | %d | %s |",
          family.pattern().pattern().replace("|", "\\|"),
          cases.size(),
          passed(cases),
          family.reason());
    }
  }
}
