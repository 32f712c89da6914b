package dev.twofold.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.MemoryReport;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Value;
import dev.twofold.models.Models;
import dev.twofold.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The page in a real browser.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CostPageInBrowserTest {

  private static final String NAMES =
      "#tree0 .tabulator-row .tabulator-cell[tabulator-field='name']";

  private final CostReport separable = CostModel.of(Models.graph("segnet-separable"));
  private final CostReport regular = CostModel.of(Models.graph("segnet"));

  private Path folder = Path.of("");
  private Browser browser = new Browser(null);

  @BeforeAll
  void open(@TempDir Path temporary) {
    folder = temporary;
    browser = Browser.open(temporary.resolve("profile"));
  }

  @AfterAll
  void close() {
    if (browser.driver() != null) {
      browser.close();
    }
  }

  private void show(CostPage page) throws IOException {
    browser.show(folder, page.html());
  }

  private static long drawn(CostReport report, Fusion fusion) {
    return MemoryReport.of(report.graph(), fusion).steps().stream()
        .filter(step -> step.multAdds().orElse(0) > 0)
        .count();
  }

  @Test
  void page_ofEveryKind_logsNothingAndLoadsNothing() throws IOException {
    for (CostPage page :
        List.of(
            CostPage.of(separable),
            CostPage.of(regular, separable),
            CostPage.of(CostModel.of(Models.graph("efficientnet-b0"))),
            CostPage.of(CostModel.of(Models.graph("separable"))))) {
      show(page);
      assertEquals(List.of(), browser.console());
      assertEquals(List.of(folder.resolve("page.html").toUri().toString()), browser.requests());
    }
  }

  @Test
  void browser_aPageThatAsksOrFails_isFoundOut() throws IOException {
    String html =
        CostPage.of(separable)
            .html()
            .replaceFirst("<meta http-equiv[^>]*>", "")
            .replace(
                "</footer>",
                "</footer><img src='http://127.0.0.1:9/x.png'><script>nothing()</script>");
    browser.show(folder, html);

    assertTrue(browser.requests().contains("http://127.0.0.1:9/x.png"));
    assertTrue(
        browser.console().stream().anyMatch(line -> line.contains("nothing is not defined")));
  }

  @Test
  void tree_buttons_foldAndUnfold() throws IOException {
    show(CostPage.of(separable));
    int folded = browser.texts(NAMES).size();
    browser.click("button[data-table=tree0][data-do=unfold]");
    long all =
        browser.number("return Twofold.tables.tree0.table.rowManager.getDisplayRows().length");
    browser.click("button[data-table=tree0][data-do=fold]");

    assertEquals(9, folded);
    assertTrue(all >= 9 + separable.layers().size() - 1, () -> all + " rows");
    assertEquals(9, browser.texts(NAMES).size());
  }

  @Test
  void tree_titles_sort() throws IOException {
    show(CostPage.of(separable));
    List<String> order = browser.texts(NAMES);
    browser.click("#tree0 .tabulator-col[tabulator-field='multAdds'] .tabulator-col-content");
    List<String> sorted = browser.texts(NAMES);
    browser.click("button[data-table=tree0][data-do=order]");

    assertEquals(
        List.of("bn_input", "down1", "down2", "down3", "down4", "up4", "up3", "up2", "up1"), order);
    assertEquals(
        List.of("up3", "down3", "up4", "down4", "up2", "down2", "up1", "down1", "bn_input"),
        sorted);
    assertEquals(order, browser.texts(NAMES));
  }

  @Test
  void plots_ofANetwork_haveTheirPoints() throws IOException {
    show(CostPage.of(separable));

    for (Fusion fusion : Fusion.values()) {
      browser.script(
          "const s = document.getElementById('fusion'); s.selectedIndex = %d;"
                  .formatted(fusion.ordinal())
              + "s.dispatchEvent(new Event('change'))");
      assertEquals(
          drawn(separable, fusion),
          browser.number("return Twofold.charts.roof.getDatasetMeta(0).data.length"));
      assertEquals(
          MemoryReport.of(separable.graph(), fusion).steps().size(),
          browser.number(
              "return [0, 1].reduce((n, i) => n"
                  + " + Twofold.charts.roof.getDatasetMeta(i).data.length, 0)"));
    }
    assertEquals(
        separable.layers().stream().filter(l -> l.multAdds().orElse(0) > 0).count(),
        browser.number("return Twofold.charts.bars0.data.labels.length"));
    assertEquals(
        8,
        browser.number(
            "return [0, 1].reduce((n, i) => n"
                + " + Twofold.charts['figure5-params'].getDatasetMeta(i).data.length, 0)"));
    assertEquals(
        16,
        browser.number(
            "return [0, 1, 2, 3].reduce((n, i) => n"
                + " + Twofold.charts['figure5-multadds'].getDatasetMeta(i).data.length, 0)"));
    assertEquals(4, browser.texts("#figure4 tbody tr").size());
    assertTrue(browser.texts("#figure4 td.wrong").contains("77,309,411,328"));
  }

  @Test
  void graph_atEveryDepth_hasItsNodesAndEdges() throws IOException {
    show(CostPage.of(separable));
    String depth =
        "const s = document.getElementById('level0'); s.selectedIndex = %s;"
            + "s.dispatchEvent(new Event('change'))";

    browser.script(depth.formatted("0"));
    assertEquals(2 + 9, browser.texts("#graph0 g.node").size());
    browser.script(depth.formatted("s.options.length - 1"));
    Graph graph = separable.graph();
    assertEquals(2 + graph.nodes().size(), browser.texts("#graph0 g.node").size());
    long pairs =
        graph.nodes().stream()
            .mapToLong(node ->
                node.inputs().stream()
                    .map(value -> graph.producer(value).map(n -> n.name()).orElse(value.name()))
                    .distinct()
                    .count())
            .sum();
    assertEquals(
        pairs + 1, browser.number("return document.querySelectorAll('#graph0 .edge').length"));
  }

  @Test
  void comparison_twoNetworks_alignsBlocksWithDifferences() throws IOException {
    show(CostPage.of(regular, separable));
    List<String> rows = browser.texts("#compared .tabulator-row");

    assertEquals(10, rows.size());
    assertTrue(rows.getLast().contains("−8,038,662,144 (−88.2 %)"), rows.getLast());
    assertEquals(2, browser.number("return Twofold.charts['compared-chart'].data.datasets.length"));
    assertEquals(
        drawn(regular, Fusion.EPILOGUES),
        browser.number("return Twofold.charts.roof.getDatasetMeta(0).data.length"));
    assertEquals(
        drawn(separable, Fusion.EPILOGUES),
        browser.number("return Twofold.charts.roof.getDatasetMeta(1).data.length"));
  }

  @Test
  void names_withMarkup_stayNames() throws IOException {
    String evil = "</script><img src=x onerror=alert(1)>";
    GraphBuilder builder = Graph.builder(evil);
    Value x = builder.input("x", Shape.nchw(1, 2, 3, 3));
    Value y = builder.add("a <b>&amp; c", Convolution.pointwise(2, 2), x);
    show(CostPage.of(CostModel.of(builder.output(y).build())));

    assertEquals(List.of(evil), browser.texts("h1"));
    assertEquals(List.of("a <b>&amp; c"), browser.texts(NAMES));
    assertEquals(0, browser.number("return document.querySelectorAll('img').length"));
    assertEquals(List.of(), browser.console());
  }

  /// A layer that tells nothing of its mult-adds.
  private record Mystery() implements CustomLayer {

    @Override
    public String kind() {
      return "acme.Mystery";
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of();
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
      return inputs;
    }

    @Override
    public OptionalLong multAdds(List<Shape> inputs) {
      return OptionalLong.empty();
    }
  }

  @Test
  void multAdds_unknown_areNeverZero() throws IOException {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 2, 3, 3));
    x = builder.add("conv", Convolution.pointwise(2, 2), x);
    x = builder.add("mystery", new Mystery(), x);
    CostReport report = CostModel.of(builder.output(x).build());
    show(CostPage.of(report, report));

    assertEquals(
        List.of("36", "unknown"),
        browser.texts("#tree0 .tabulator-row .tabulator-cell[tabulator-field='multAdds']"));
    assertTrue(browser.texts("#graph0 text").contains("mult-adds unknown"));
    assertTrue(browser.texts("#compared .tabulator-row").getLast().contains("36 + ?"));
    assertTrue(browser.texts(".card").contains("mult-adds\n36 + ?\nby convention 'weights'"));
    assertEquals(List.of(), browser.console());
  }
}
