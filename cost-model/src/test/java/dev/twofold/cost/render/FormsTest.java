package dev.twofold.cost.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cost.Advice;
import dev.twofold.cost.Budget;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Execution;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.Sweep;
import dev.twofold.cost.TestGraphs;
import dev.twofold.graph.ExecutionPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormsTest {

  private static final CostReport SEPARABLE = CostModel.of(TestGraphs.separable());

  @Test
  void markdown_report_isATable() {
    assertEquals(
        """
        | name | type | output shape | params | share | mult-adds | share |
        | --- | --- | --- | ---: | ---: | ---: | ---: |
        | depthwise | DepthwiseConv2d | [1, 16, 128, 128] | 144 | 22.0 % | 2,359,296 | 22.0 % |
        | pointwise | PointwiseConv2d | [1, 32, 128, 128] | 512 | 78.0 % | 8,388,608 | 78.0 % |
        | total | DepthwiseSeparableConv | [1, 32, 128, 128] | 656 | 100.0 % | 10,747,904 | 100.0 % |
        """,
        Summaries.markdown(SEPARABLE));
  }

  @Test
  void latex_report_isATabular() {
    assertEquals(
        """
        \\begin{tabular}{lllrrrr}
        \\toprule
        name & type & output shape & params & share & mult-adds & share \\\\
        \\midrule
        depthwise & DepthwiseConv2d & [1, 16, 128, 128] & 144 & 22.0 \\% & 2,359,296 & 22.0 \\% \\\\
        pointwise & PointwiseConv2d & [1, 32, 128, 128] & 512 & 78.0 \\% & 8,388,608 & 78.0 \\% \\\\
        \\midrule
        total & DepthwiseSeparableConv & [1, 32, 128, 128] & 656 & 100.0 \\% & 10,747,904 & 100.0 \\% \\\\
        \\bottomrule
        \\end{tabular}
        """,
        Summaries.latex(SEPARABLE));
  }

  @Test
  void csv_report_hasPlainNumbersAndEmptyUnknowns() {
    assertEquals(
        """
        name,type,inputShapes,outputShape,params,trainableParams,multAdds,memory.weightBytes,memory.readBytes,memory.writtenBytes,memory.indexBytes,receptiveField.rows,receptiveField.columns
        known,acme.Known,1x2x3x3,1x2x3x3,1,1,7,4,72,72,0,1.0,1.0
        conv,PointwiseConv2d,1x2x3x3,1x5x3x3,10,10,90,40,72,180,0,1.0,1.0
        mystery,acme.Mystery,1x5x3x3,1x5x3x3,1,1,,4,180,180,0,1.0,1.0
        """,
        Summaries.csv(CostModel.of(TestGraphs.withCustomLayers())));
  }

  @Test
  void forms_awkwardCells_areEscaped() {
    Grid grid =
        new Grid(List.of(Grid.text("a_b"), Grid.number("n")), List.of(List.of("  x,\"|&", "1")));

    assertEquals("a_b,n\n\"  x,\"\"|&\",1\n", GridForms.csv(grid));
    assertEquals(
        "| a_b | n |\n| --- | ---: |\n| &nbsp;&nbsp;x,\"\\|& | 1 |\n", GridForms.markdown(grid));
    assertTrue(GridForms.latex(grid).contains("a\\_b & n \\\\\n"), GridForms.latex(grid));
    assertTrue(GridForms.latex(grid).contains("\\quad x,\"|\\& & 1 \\\\\n"), GridForms.latex(grid));
  }

  @Test
  void dot_report_hasCallsAndEdges() {
    assertEquals(
        """
        digraph "DepthwiseSeparableConv" {
          node [shape=box, fontname="sans-serif"];
          in0 [label="input\\n[1, 16, 128, 128]", shape=oval];
          n0 [label="depthwise\\nDepthwiseConv2d\\n144 params, 2,359,296 mult-adds"];
          in0 -> n0 [label="[1, 16, 128, 128]"];
          n1 [label="pointwise\\nPointwiseConv2d\\n512 params, 8,388,608 mult-adds"];
          n0 -> n1 [label="[1, 16, 128, 128]"];
          out0 [label="output", shape=oval];
          n1 -> out0 [label="[1, 32, 128, 128]"];
        }
        """,
        Summaries.dot(SEPARABLE));
  }

  @Test
  void memory_separableConvolution_showsStepsAndAllFusions() {
    assertEquals(
        """
        DepthwiseSeparableConv, memory and traffic of every call by itself

        step       calls            weights   output    moved  FLOPs/B   sees
        ─────────────────────────────────────────────────────────────────────
        depthwise  DepthwiseConv2d    576 B  1.05 MB  2.10 MB      2.2  3 x 3
        pointwise  PointwiseConv2d  2.05 kB  2.10 MB  3.15 MB      5.3  3 x 3
        ─────────────────────────────────────────────────────────────────────
        total                       2.62 kB  3.15 MB  5.25 MB      4.1

        sees: rows x columns of the input that an element can depend on

        executed                            weights  outputs    moved  peak activations  FLOPs/B
        ────────────────────────────────────────────────────────────────────────────────────────
        every call by itself                2.62 kB  3.15 MB  5.25 MB           3.15 MB      4.1
        normalisation and activation fused  2.62 kB  3.15 MB  5.25 MB           3.15 MB      4.1
        depthwise fused into pointwise too  2.62 kB  2.10 MB  3.15 MB           3.15 MB      6.8
        """,
        Summaries.memory(TestGraphs.separable(), Fusion.NONE));
  }

  @Test
  void advice_regularConvolution_saysWhatChanges() {
    assertEquals(
        """
        Conv2d: regular convolutions made depthwise-separable

        convolution  do it  params  mult-adds    saved   moved   fused    time  reason
        ────────────────────────────────────────────────────────────────────────────────────
        layer        yes    x 0.14     x 0.14  64.75 M  x 1.66  x 1.00  x 0.18  saves 85.8 %

        moved, fused: bytes moved with depthwise and pointwise run one by one, and as one step
        time: predicted, one by one, by 100.00 GFLOP/s, 20.00 GB/s and 2.0 µs a step

        with all that is advised
        params: 4,608 -> 656 (14.2 % of them)
        mult-adds: 75,497,472 -> 10,747,904 (14.2 % of them)
        predicted time: 1.51 ms -> 276.7 µs
        """,
        Summaries.advice(Advice.of(TestGraphs.regular())));
  }

  @Test
  void advice_nothingRegular_saysSo() {
    assertTrue(Summaries.advice(Advice.of(TestGraphs.separable())).contains("nothing to change"));
  }

  @Test
  void sweep_points_areRows() {
    assertEquals(
        """
        width  size  params   mult-adds  peak activations
        ─────────────────────────────────────────────────
          1.0   128     656  10,747,904           3.15 MB
        """,
        Summaries.sweep(Sweep.of(List.of(1.0), List.of(128), (_, _) -> TestGraphs.separable())));
  }

  @Test
  void execution_plan_standsBesideTheDefinition() {
    ExecutionPlan.Step step =
        new ExecutionPlan.Step(
            List.of("depthwise", "pointwise"), "cpu", "fused", 2_624, 64, 1_048_576, 2_097_152);
    ExecutionPlan plan = new ExecutionPlan(List.of(step), 2_624, 3_145_728, 64, List.of());

    assertEquals(
        """
        step       calls  backend  kernel   mult-adds    moved  FLOPs/B
        ───────────────────────────────────────────────────────────────
        depthwise      2  cpu      fused   10,747,904  3.15 MB      6.8

        moved as defined, every call by itself: 5.25 MB
        moved as executed: 3.15 MB (60.0 % of it)
        activations planned: 3.15 MB, workspace: 64 B, packed weights: 2.62 kB
        """,
        Summaries.execution(Execution.of(TestGraphs.separable(), plan)));
  }

  @Test
  void sweep_machineForms_haveNamedPlainNumbers() {
    Sweep sweep = Sweep.of(List.of(1.0), List.of(128), (width, size) -> TestGraphs.separable());

    assertEquals(
        """
        model,width,size,params,multAdds,unknownLayers,peakActivationBytes
        DepthwiseSeparableConv,1.0,128,656,10747904,,3145728
        """,
        Summaries.sweep(sweep, Form.CSV));
    assertTrue(Summaries.sweep(sweep, Form.JSON).contains("\"multAdds\" : 10747904"));
  }

  @Test
  void budget_limitNotKept_namesTheWorstLayers() {
    Budget budget =
        Budget.UNLIMITED
            .atMost(Budget.Quantity.PARAMS, 1000)
            .atMost(Budget.Quantity.MULT_ADDS, 10_000_000);

    assertEquals(
        """
        DepthwiseSeparableConv, mult-adds by convention 'weights'

        budget        at most      needed    of it  kept
        ────────────────────────────────────────────────
        params          1,000         656   65.6 %  yes
        mult-adds  10,000,000  10,747,904  107.5 %  NO

        DepthwiseSeparableConv has 10,747,904 mult-adds, allowed are at most 10,000,000; worst:\
         pointwise 8,388,608, depthwise 2,359,296
        """,
        Summaries.budget(budget, SEPARABLE, Form.TEXT));
  }

  @Test
  void budget_unknownLayer_isNeverKept() {
    CostReport report = CostModel.of(TestGraphs.withCustomLayers());
    Budget budget = Budget.UNLIMITED.atMost(Budget.Quantity.MULT_ADDS, 1000);

    String text = Summaries.budget(budget, report, Form.MARKDOWN);
    assertTrue(text.contains("| mult-adds | 1,000 | 97 + ? | 9.7 % | NO |"), text);
  }

  @Test
  void form_unknownName_listsAll() {
    assertEquals(Form.LATEX, Form.of("latex"));
    Exception e = assertThrows(IllegalArgumentException.class, () -> Form.of("html"));
    assertEquals(
        "unknown form 'html'; choose one of text, markdown, csv, latex, json", e.getMessage());
  }
}
