package dev.twofold.cost.render;

import dev.twofold.cost.Advice;
import dev.twofold.cost.Comparison;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Execution;
import dev.twofold.cost.Explanation;
import dev.twofold.cost.Figure4;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.Sweep;
import dev.twofold.graph.Graph;

/// Cost reports as text. Every text ends with a line end.
public final class Summaries {

  private Summaries() {}

  /// A table of our own, readable at 100 columns: the tree of containers with shares, and totals.
  public static String table(CostReport report) {
    return table(report, Integer.MAX_VALUE);
  }

  /// A table of our own without the rows that lie in more containers than `depth`.
  public static String table(CostReport report, int depth) {
    return new TableSummary(report, depth).text();
  }

  /// What torchinfo 1.8 prints (<https://github.com/TylerYep/torchinfo>), to the character.
  public static String torchinfo(CostReport report) {
    return torchinfo(report, TorchinfoOptions.DEFAULTS);
  }

  /// What torchinfo prints under given options, to the character.
  public static String torchinfo(CostReport report, TorchinfoOptions options) {
    return new TorchinfoSummary(report, options).text();
  }

  /// JSON: `{"model", "convention", "totals": {"params", "trainableParams", "multAdds"}, "layers":
  /// [{"name", "type", "inputShapes", "outputShape", "params", "multAdds"}]}`. Mult-adds that a
  /// layer does not tell are `null`, and `totals` then has `unknownLayers`, their names.
  public static String json(CostReport report) {
    return new JsonSummary(report).text();
  }

  /// The table of our own in Markdown.
  public static String markdown(CostReport report) {
    return GridForms.markdown(new TableSummary(report, Integer.MAX_VALUE).grid());
  }

  /// The table of our own in LaTeX, for the package `booktabs`.
  public static String latex(CostReport report) {
    return GridForms.latex(new TableSummary(report, Integer.MAX_VALUE).grid());
  }

  /// Comma-separated values (RFC 4180), one line per call: `name`, `type`, `moduleType`,
  /// `inputShapes` (separated by spaces), `outputShape` (as `1x3x224x224`), `params`,
  /// `trainableParams`, `multAdds` (empty if unknown) and `outputBytes`.
  public static String csv(CostReport report) {
    return new CsvSummary(report).text();
  }

  /// A drawing for Graphviz (<https://graphviz.org>): calls with what they cost, values as edges.
  public static String dot(CostReport report) {
    return new DotGraph(report).text();
  }

  /// Two reports side by side, block by block, and the differences of their totals.
  public static String comparison(Comparison comparison) {
    return comparison(comparison, Integer.MAX_VALUE);
  }

  /// Two reports side by side without the rows that lie in more containers than `depth`.
  public static String comparison(Comparison comparison, int depth) {
    return new ComparisonTable(comparison, depth).text();
  }

  /// The layers that make the difference between two conventions.
  public static String explanation(Explanation explanation) {
    return new ExplanationTable(explanation).text();
  }

  /// Figure 4 of the article: the correct numbers, and the published ones marked as published.
  public static String figure4() {
    return new Figure4Table(Figure4.rows()).text();
  }

  /// Memory and traffic: what every step holds and moves, its intensity and receptive field, and the
  /// totals under all kinds of fusion.
  ///
  /// @param fusion which calls the steps of the table consist of
  /// @throws ArithmeticException if bytes exceed `Long.MAX_VALUE`
  public static String memory(Graph graph, Fusion fusion) {
    return new MemoryTable(graph, fusion).text();
  }

  /// What regular convolutions would gain by becoming depthwise-separable.
  public static String advice(Advice advice) {
    return new AdviceTable(advice).text();
  }

  /// One network at several widths and resolutions.
  public static String sweep(Sweep sweep) {
    return new SweepTable(sweep).text();
  }

  /// A graph as a program runs it, beside what its definition says.
  public static String execution(Execution execution) {
    return new ExecutionTable(execution).text();
  }
}
