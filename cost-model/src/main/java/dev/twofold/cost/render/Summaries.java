package dev.twofold.cost.render;

import dev.twofold.cost.Advice;
import dev.twofold.cost.Budget;
import dev.twofold.cost.Comparison;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Execution;
import dev.twofold.cost.Explanation;
import dev.twofold.cost.Figure4;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.MemoryReport;
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
    return table(report, depth, Form.TEXT);
  }

  /// A table of our own in a form. CSV and JSON have all calls, whatever the depth.
  public static String table(CostReport report, int depth, Form form) {
    return new TableSummary(report, depth).in(form);
  }

  /// What torchinfo 1.8 prints (<https://github.com/TylerYep/torchinfo>), to the character.
  public static String torchinfo(CostReport report) {
    return torchinfo(report, TorchinfoOptions.DEFAULTS);
  }

  /// What torchinfo prints under given options, to the character.
  public static String torchinfo(CostReport report, TorchinfoOptions options) {
    return new TorchinfoSummary(report, options).text();
  }

  /// JSON: totals, memory and one object per call; the schema is `docs/schemas/summary.json`.
  /// Mult-adds that a layer does not tell are `null`, and `totals` then has `unknownLayers`, their
  /// names.
  public static String json(CostReport report) {
    return table(report, Integer.MAX_VALUE, Form.JSON);
  }

  /// The table of our own in Markdown.
  public static String markdown(CostReport report) {
    return table(report, Integer.MAX_VALUE, Form.MARKDOWN);
  }

  /// The table of our own in LaTeX, for the package `booktabs`.
  public static String latex(CostReport report) {
    return table(report, Integer.MAX_VALUE, Form.LATEX);
  }

  /// Comma-separated values (RFC 4180), one line per call, with the fields of [#json(CostReport)]:
  /// shapes as `1x3x224x224`, separated by spaces, and nothing where a value is unknown.
  public static String csv(CostReport report) {
    return table(report, Integer.MAX_VALUE, Form.CSV);
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
    return comparison(comparison, depth, Form.TEXT);
  }

  /// Two reports side by side in a form.
  public static String comparison(Comparison comparison, int depth, Form form) {
    return new ComparisonTable(comparison, depth).in(form);
  }

  /// The layers that make the difference between two conventions.
  public static String explanation(Explanation explanation) {
    return explanation(explanation, Form.TEXT);
  }

  /// The layers that make the difference between two conventions, in a form.
  public static String explanation(Explanation explanation, Form form) {
    return new ExplanationTable(explanation).in(form);
  }

  /// Figure 4 of the article: the correct numbers, and the published ones marked as published.
  public static String figure4() {
    return figure4(Form.TEXT);
  }

  /// Figure 4 of the article in a form.
  public static String figure4(Form form) {
    return new Figure4Table(Figure4.rows()).in(form);
  }

  /// Memory and traffic: what every step holds and moves, its intensity and receptive field, and the
  /// totals under all kinds of fusion.
  ///
  /// @param fusion which calls the steps of the table consist of
  /// @throws ArithmeticException if bytes exceed `Long.MAX_VALUE`
  public static String memory(Graph graph, Fusion fusion) {
    return memory(graph, fusion, Form.TEXT);
  }

  /// Memory and traffic in a form.
  ///
  /// @param fusion which calls the steps of the table consist of
  /// @throws ArithmeticException if bytes exceed `Long.MAX_VALUE`
  public static String memory(Graph graph, Fusion fusion, Form form) {
    return new MemoryTable(MemoryReport.of(graph, fusion)).in(form);
  }

  /// What regular convolutions would gain by becoming depthwise-separable.
  public static String advice(Advice advice) {
    return advice(advice, Form.TEXT);
  }

  /// What regular convolutions would gain by becoming depthwise-separable, in a form.
  public static String advice(Advice advice, Form form) {
    return new AdviceTable(advice).in(form);
  }

  /// One network at several widths and resolutions.
  public static String sweep(Sweep sweep) {
    return sweep(sweep, Form.TEXT);
  }

  /// One network at several widths and resolutions, in a form.
  public static String sweep(Sweep sweep, Form form) {
    return new SweepTable(sweep).in(form);
  }

  /// A budget, what a network needs of it, and the worst layers where it needs more.
  public static String budget(Budget budget, CostReport report, Form form) {
    return BudgetTable.of(budget, report).in(form);
  }

  /// A graph as a program runs it, beside what its definition says.
  public static String execution(Execution execution) {
    return execution(execution, Form.TEXT);
  }

  /// A graph as a program runs it, in a form.
  public static String execution(Execution execution, Form form) {
    return new ExecutionTable(execution).in(form);
  }
}
