package dev.twofold.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Roofline;
import dev.twofold.models.Models;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostPageTest {

  private static final CostReport REPORT = CostModel.of(Models.graph("segnet-separable"));

  @Test
  void html_report_hasTotalsAndBothVersionsOfFigure4() {
    CostReport report = CostModel.of(Models.graph("segnet-separable"));
    String html = CostPage.of(report).html();

    assertTrue(html.contains("<b>1,077,657,600</b>"));
    assertTrue(
        html.contains("<b>142.11 MB</b><small>257.22 MB with every layer by itself</small>"));
    assertTrue(html.contains("<td>135,397,376</td>"));
    assertTrue(html.contains("<td class=\"wrong\">77,309,411,328</td>"));
    assertFalse(html.contains("Mult-adds unknown of"));
  }

  @Test
  void html_libraries_goWithTheirLicences() {
    String html = CostPage.of(REPORT).html();

    for (String owner : List.of("Chart.js Contributors", "Chris Pettitt", "Oli Folkerd")) {
      assertTrue(html.contains(owner), owner);
    }
    assertFalse(html.contains("sourceMappingURL"));
  }

  @Test
  void html_rates_areNamedWithTheirSource() {
    String html =
        CostPage.of(REPORT).withTimes(new Roofline(115e9, 25e9, 3e-6), "measured here").html();

    assertTrue(html.contains("115.0 GFLOP/s, 25.00 GB/s and 3.00 µs a step (measured here)"));
  }

  @Test
  void html_networksOfOneName_areToldApart() {
    CostReport small = CostModel.of(Models.graph("resnet18"));
    CostReport large = CostModel.of(Models.graph("resnet50"));

    assertTrue(
        CostPage.of(small, large)
            .html()
            .contains("<title>ResNet (A) and ResNet (B): cost</title>"));
  }

  @Test
  void of_reportsOfTwoConventions_isRefused() {
    CostReport other = CostModel.of(Models.graph("segnet"), Convention.FVCORE);

    Exception e = assertThrows(IllegalArgumentException.class, () -> CostPage.of(REPORT, other));
    assertEquals(
        "comparison: given conventions 'weights' and 'fvcore', expected the same for both",
        e.getMessage());
  }

  @Test
  void constructor_threeReports_isRefused() {
    List<CostReport> three = List.of(REPORT, REPORT, REPORT);

    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> new CostPage(three, Roofline.ASSUMED, ""));
    assertEquals("page: given 3 reports, expected one or two", e.getMessage());
  }
}
