package dev.twofold.page;

import dev.twofold.cost.Comparison;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Roofline;
import dev.twofold.cost.TimeModel;
import java.util.List;

/// What one network costs, or two beside each other, as one HTML page that needs no network: totals,
/// the tree of layers, the graph, bars per layer, a roofline, and the article's Figures 4 and 5.
///
/// ```java
/// String html = CostPage.of(CostModel.of(graph)).html();
/// ```
///
/// @param reports the networks, one or two
/// @param time what times are predicted with
/// @param rates where its rates come from, in a few words
public record CostPage(List<CostReport> reports, TimeModel time, String rates) {

  /// Checks and copies the list.
  ///
  /// @throws IllegalArgumentException if there are not one or two reports, or they follow different
  ///     conventions
  public CostPage {
    reports = List.copyOf(reports);
    if (reports.isEmpty() || reports.size() > 2) {
      throw new IllegalArgumentException(
          "page: given %d reports, expected one or two".formatted(reports.size()));
    }
    if (reports.size() == 2) {
      Comparison.of(reports.getFirst(), reports.getLast());
    }
  }

  /// The page of one network, with times as [Roofline#ASSUMED] predicts them.
  public static CostPage of(CostReport report) {
    return new CostPage(List.of(report), Roofline.ASSUMED, "assumed, not measured");
  }

  /// The page of two networks.
  ///
  /// @throws IllegalArgumentException if they follow different conventions
  public static CostPage of(CostReport left, CostReport right) {
    return new CostPage(List.of(left, right), Roofline.ASSUMED, "assumed, not measured");
  }

  /// This page with times predicted by other rates.
  ///
  /// @param rates where they come from, in a few words
  public CostPage withTimes(TimeModel time, String rates) {
    return new CostPage(reports, time, rates);
  }

  /// The networks' names, told apart where they are the same.
  List<String> names() {
    List<String> models = reports.stream().map(CostReport::model).toList();
    return models.stream().distinct().count() == models.size()
        ? models
        : List.of(models.getFirst() + " (A)", models.getLast() + " (B)");
  }

  /// The page.
  ///
  /// @throws ArithmeticException if bytes exceed `Long.MAX_VALUE`
  public String html() {
    return PageTemplate.html(this);
  }
}
