package dev.twofold.cost.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cost.Comparison;
import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Explanation;
import dev.twofold.cost.TestGraphs;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import org.junit.jupiter.api.Test;

class SummariesTest {

  @Test
  void table_separableConvolution_showsRowsSharesAndTotals() {
    assertEquals(
        """
        DepthwiseSeparableConv (input [1, 16, 128, 128]), mult-adds by convention 'weights'

        name       type                    output shape       params    share   mult-adds    share
        ──────────────────────────────────────────────────────────────────────────────────────────
        depthwise  DepthwiseConv2d         [1, 16, 128, 128]     144   22.0 %   2,359,296   22.0 %
        pointwise  PointwiseConv2d         [1, 32, 128, 128]     512   78.0 %   8,388,608   78.0 %
        ──────────────────────────────────────────────────────────────────────────────────────────
        total      DepthwiseSeparableConv  [1, 32, 128, 128]     656  100.0 %  10,747,904  100.0 %

        656 params, 656 of them trainable
        10,747,904 mult-adds (FLOPs = 2 x that)
        """,
        Summaries.table(CostModel.of(TestGraphs.separable())));
  }

  @Test
  void table_containerAndUnknownLayer_areShown() {
    assertEquals(
        """
        Net (input [1, 2, 3, 3]), mult-adds by convention 'weights'

        name     type             output shape  params    share  mult-adds    share
        ───────────────────────────────────────────────────────────────────────────
        known    acme.Known       [1, 2, 3, 3]       1    8.3 %          7    7.2 %
        conv     PointwiseConv2d  [1, 5, 3, 3]      10   83.3 %         90   92.8 %
        mystery  acme.Mystery     [1, 5, 3, 3]       1    8.3 %    unknown
        ───────────────────────────────────────────────────────────────────────────
        total    Net              [1, 5, 3, 3]      12  100.0 %     97 + ?  100.0 %

        12 params, 12 of them trainable
        97 mult-adds and those of the layers below
        unknown mult-adds: mystery (acme.Mystery)
        """,
        Summaries.table(CostModel.of(TestGraphs.withCustomLayers())));
  }

  @Test
  void table_longNames_staysWithin100Columns() {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("input", Shape.nchw(1, 2048, 1024, 1024));
    x = builder.add("a".repeat(90), Convolution.regular(2048, 2048, Window.same(3)), x);
    CostReport report = CostModel.of(builder.output(x).build());

    int widest = Summaries.table(report).lines().mapToInt(String::length).max().orElse(0);
    assertEquals(100, widest);
  }

  @Test
  void json_separableConvolution_hasTheDocumentedForm() {
    assertEquals(
        """
        {
          "model" : "DepthwiseSeparableConv",
          "convention" : "weights",
          "totals" : {
            "params" : 656,
            "trainableParams" : 656,
            "multAdds" : 10747904
          },
          "memory" : {
            "weightBytes" : 2624,
            "activationBytes" : 3145728,
            "movedBytes" : 5245504,
            "indexBytes" : 0,
            "peakActivationBytes" : 3145728,
            "flopsPerByte" : 4.09794902453606
          },
          "layers" : [ {
            "name" : "depthwise",
            "type" : "DepthwiseConv2d",
            "inputShapes" : [ [ 1, 16, 128, 128 ] ],
            "outputShape" : [ 1, 16, 128, 128 ],
            "params" : 144,
            "trainableParams" : 144,
            "multAdds" : 2359296,
            "memory" : {
              "weightBytes" : 576,
              "readBytes" : 1048576,
              "writtenBytes" : 1048576,
              "indexBytes" : 0
            },
            "receptiveField" : {
              "rows" : 3.0,
              "columns" : 3.0
            }
          }, {
            "name" : "pointwise",
            "type" : "PointwiseConv2d",
            "inputShapes" : [ [ 1, 16, 128, 128 ] ],
            "outputShape" : [ 1, 32, 128, 128 ],
            "params" : 512,
            "trainableParams" : 512,
            "multAdds" : 8388608,
            "memory" : {
              "weightBytes" : 2048,
              "readBytes" : 1048576,
              "writtenBytes" : 2097152,
              "indexBytes" : 0
            },
            "receptiveField" : {
              "rows" : 3.0,
              "columns" : 3.0
            }
          } ]
        }
        """,
        Summaries.json(CostModel.of(TestGraphs.separable())));
  }

  @Test
  void json_unknownLayer_isNullAndNamedInTotals() {
    String json = Summaries.json(CostModel.of(TestGraphs.withCustomLayers()));

    assertTrue(json.contains("\"unknownLayers\" : [ \"mystery\" ]"), json);
    assertTrue(json.contains("\"multAdds\" : null"), json);
  }

  @Test
  void comparison_regularAndSeparable_showsDeltasAndRatios() {
    Comparison comparison =
        Comparison.of(
            CostModel.of(chain("regular")), CostModel.of(chain("depthwise", "pointwise")));

    assertEquals(
        """
        Net against Net, mult-adds by convention 'weights'

        block        params left  right   change  mult-adds left  right   change  left/right
        ────────────────────────────────────────────────────────────────────────────────────
        block                144     52  -63.9 %           1,296    468  -63.9 %       2.77x
          regular            144      -                    1,296      -
          depthwise            -     36                        -    324
          pointwise            -     16                        -    144
        ────────────────────────────────────────────────────────────────────────────────────
        total                144     52  -63.9 %           1,296    468  -63.9 %       2.77x

        params: 144 -> 52, -92 (-63.9 %), ratio left/right 2.77x
        mult-adds: 1,296 -> 468, -828 (-63.9 %), ratio left/right 2.77x
        """,
        Summaries.comparison(comparison));
  }

  private static Graph chain(String... names) {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("input", Shape.nchw(1, 4, 3, 3));
    try (var _ = builder.container("block", "Block")) {
      for (String name : names) {
        x =
            builder.add(
                name,
                switch (name) {
                  case "depthwise" -> Convolution.depthwise(4, Window.same(3));
                  case "pointwise" -> Convolution.pointwise(4, 4);
                  default -> Convolution.regular(4, 4, Window.same(3));
                },
                x);
      }
    }
    return builder.output(x).build();
  }

  @Test
  void explanation_weightsAndFvcore_showsKindsAndLayers() {
    Graph graph = TestGraphs.single("Net", Shape.nchw(1, 5, 2, 2), BatchNorm2d.of(5));

    assertEquals(
        """
        Net by convention 'weights' and by 'fvcore'

        kind of layer  layers that differ  params  mult-adds
        ────────────────────────────────────────────────────
        BatchNorm2d                     1       0        +40

        params: 10 -> 10
        mult-adds: 0 -> 40 (+40)

        layer  kind         weights  fvcore  difference
        ───────────────────────────────────────────────
        layer  BatchNorm2d        0      40         +40
        """,
        Summaries.explanation(Explanation.of(graph, Convention.WEIGHTS, Convention.FVCORE)));
  }

  @Test
  void figure4_marksWhatWasPublishedWrong() {
    assertEquals(
        """
        Regular and depthwise-separable 3 x 3 convolution, c -> 2c channels (Figure 4)

        h = w    c  regular params  separable     ratio  regular mult-adds    separable     ratio
        ─────────────────────────────────────────────────────────────────────────────────────────
          128   64          73,728      8,768  0.118924      1,207,959,552  143,654,912  0.118924
           64  128         294,912     33,920  0.115017      1,207,959,552  138,936,320  0.115017
           32  256       1,179,648    133,376  0.113064      1,207,959,552  136,577,024  0.113064
           16  512       4,718,592    528,896  0.112088      1,207,959,552  135,397,376  0.112088

        Mult-adds as published (all computed at 128 x 128, whatever h = w says)

        h = w    c  regular, published  separable, published
        ───────────────────────────────────────────────────────────────────────────
          128   64       1,207,959,552           143,654,912  correct
           64  128       4,831,838,208           555,745,280  too high: 4x and 4x
           32  256      19,327,352,832         2,185,232,384  too high: 16x and 16x
           16  512      77,309,411,328         8,665,432,064  too high: 64x and 64x
        """,
        Summaries.figure4());
  }
}
