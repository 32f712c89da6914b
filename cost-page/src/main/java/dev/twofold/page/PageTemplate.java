package dev.twofold.page;

import com.samskivert.mustache.Mustache;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Figure4;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.MemoryReport;
import dev.twofold.graph.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Fills the page's template.
final class PageTemplate {

  /*
   * What is only read stands in the template: headings, totals, Figure 4. What can be sorted, folded
   * or drawn is data, and the scripts make it.
   */

  /// A library and the licence that has to go with it.
  private record Library(String script, String licence) {

    String text() {
      return "/*!\n" + resource(licence) + "*/\n" + withoutMap(resource(script));
    }
  }

  private static final List<Library> LIBRARIES =
      List.of(
          new Library("chart.js/chart.umd.min.js", "chart.js/LICENSE.md"),
          new Library("dagre/dagre.min.js", "dagre/LICENSE"),
          new Library("tabulator/tabulator.min.js", "tabulator/LICENSE"));

  private static final List<String> SCRIPTS =
      List.of("common.js", "tree.js", "graph.js", "charts.js", "page.js");

  private PageTemplate() {}

  static String html(CostPage page) {
    String title = String.join(" and ", page.names());
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .compile(resource("page.html"))
        .execute(
            Map.of(
                "title",
                title,
                "convention",
                page.reports().getFirst().convention().id(),
                "style",
                withoutMap(resource("tabulator/tabulator_simple.min.css")) + resource("page.css"),
                "libraries",
                LIBRARIES.stream().map(Library::text).collect(Collectors.joining("\n")),
                "script",
                SCRIPTS.stream().map(PageTemplate::resource).collect(Collectors.joining("\n")),
                "data",
                PageData.json(page),
                "reports",
                reports(page),
                "figure4",
                Figure4.rows().stream().map(PageTemplate::figure4).toList(),
                "roofline",
                roofline(page),
                "compared",
                page.reports().size() == 2));
  }

  /// Without the address of a source map, which a browser would look for.
  private static String withoutMap(String text) {
    return text.replaceAll("[#@] sourceMappingURL=\\S*", "");
  }

  private static String resource(String name) {
    try (InputStream in = PageTemplate.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "page: no resource '%s'; build the jar anew".formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String roofline(CostPage page) {
    return text(
        "%.4g GFLOP/s, %.4g GB/s and %.3g µs a step (%s)",
        page.time().roofline().flopsPerSecond() / 1e9,
        page.time().roofline().bytesPerSecond() / 1e9,
        page.time().roofline().launchSeconds() * 1e6,
        page.rates());
  }

  private static List<Map<String, Object>> reports(CostPage page) {
    return Stream.iterate(0, i -> i < page.reports().size(), i -> i + 1)
        .map(i -> report(page, i))
        .toList();
  }

  private static Map<String, Object> report(CostPage page, int index) {
    CostReport report = page.reports().get(index);
    MemoryReport memory = MemoryReport.of(report.graph(), Fusion.NONE);
    MemoryReport fused = MemoryReport.of(report.graph(), Fusion.EPILOGUES);
    return Map.of(
        "index",
        index,
        "model",
        page.names().get(index),
        "inputs",
        report.graph().inputs().stream()
            .map(Value::type)
            .map(Object::toString)
            .collect(Collectors.joining(", ")),
        "cards",
        List.of(
            card("params", text("%,d", report.params()), trainable(report)),
            card("mult-adds", multAdds(report), text("by convention '%s'", report.convention())),
            card(
                "layers",
                text("%,d", report.layers().size()),
                text("%,d steps when fused", fused.steps().size())),
            card(
                "bytes moved",
                bytes(fused.movedBytes()),
                text("%s with every layer by itself", bytes(memory.movedBytes()))),
            card("peak of activations", bytes(memory.peakActivationBytes()), indices(memory)),
            card("predicted time", time(page.time().seconds(fused)), page.rates())),
        "unknown",
        String.join(", ", report.totals().unknownLayers()));
  }

  private static Map<String, Object> card(String name, String value, String more) {
    return Map.of("name", name, "value", value, "more", more);
  }

  private static String trainable(CostReport report) {
    return text("%,d of them trainable", report.totals().trainableParams());
  }

  private static String multAdds(CostReport report) {
    return text("%,d%s", report.multAdds(), report.totals().complete() ? "" : " + ?");
  }

  private static String indices(MemoryReport memory) {
    return memory.indexBytes() == 0
        ? "with buffers used again"
        : text("with %s of pooling indices", bytes(memory.indexBytes()));
  }

  private static Map<String, Object> figure4(Figure4.Row row) {
    return Map.of(
        "size", row.size(),
        "channels", row.channels(),
        "regularParams", text("%,d", row.regular().params()),
        "separableParams", text("%,d", row.separable().params()),
        "ratio", text("%.6f", (double) row.separable().params() / row.regular().params()),
        "regular", text("%,d", row.regular().multAdds()),
        "separable", text("%,d", row.separable().multAdds()),
        "publishedRegular", text("%,d", row.published().regular()),
        "publishedSeparable", text("%,d", row.published().separable()),
        "wrong", row.published().regular() != row.regular().multAdds());
  }

  private static String bytes(long bytes) {
    return bytes < 1_000_000 ? text("%.1f kB", bytes / 1e3) : text("%,.2f MB", bytes / 1e6);
  }

  private static String time(double seconds) {
    return seconds < 1e-3 ? text("%.1f µs", seconds * 1e6) : text("%,.2f ms", seconds * 1e3);
  }

  @SuppressWarnings("AnnotateFormatMethod") // some callers choose among formats
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
