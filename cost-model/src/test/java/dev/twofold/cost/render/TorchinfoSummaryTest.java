package dev.twofold.cost.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.TestGraphs;
import org.junit.jupiter.api.Test;

class TorchinfoSummaryTest {

  @Test
  void torchinfo_articlesRegularConvolution_equalsArticleToTheCharacter() {
    assertEquals(
        """
        ==========================================================================================
        Layer (type:depth-idx)                   Output Shape              Param #
        ==========================================================================================
        Conv2d                                   [1, 32, 128, 128]         4,608
        ==========================================================================================
        Total params: 4,608
        Trainable params: 4,608
        Non-trainable params: 0
        Total mult-adds (M): 75.50
        ==========================================================================================
        Input size (MB): 1.05
        Forward/backward pass size (MB): 4.19
        Params size (MB): 0.02
        Estimated Total Size (MB): 5.26
        ==========================================================================================
        """,
        Summaries.torchinfo(CostModel.of(TestGraphs.regular(), Convention.TORCHINFO)));
  }

  @Test
  void torchinfo_articlesSeparableConvolution_equalsArticleToTheCharacter() {
    assertEquals(
        """
        ==========================================================================================
        Layer (type:depth-idx)                   Output Shape              Param #
        ==========================================================================================
        DepthwiseSeparableConv                   [1, 32, 128, 128]         --
        ├─Conv2d: 1-1                            [1, 16, 128, 128]         144
        ├─Conv2d: 1-2                            [1, 32, 128, 128]         512
        ==========================================================================================
        Total params: 656
        Trainable params: 656
        Non-trainable params: 0
        Total mult-adds (M): 10.75
        ==========================================================================================
        Input size (MB): 1.05
        Forward/backward pass size (MB): 6.29
        Params size (MB): 0.00
        Estimated Total Size (MB): 7.34
        ==========================================================================================
        """,
        Summaries.torchinfo(CostModel.of(TestGraphs.separable(), Convention.TORCHINFO)));
  }

  @Test
  void torchinfo_unknownLayer_isUnknownInRowAndTotals() {
    String text =
        Summaries.torchinfo(
            CostModel.of(TestGraphs.withCustomLayers(), Convention.TORCHINFO),
            TorchinfoOptions.DEFAULTS.withColumns(TorchinfoOptions.Column.MULT_ADDS));

    assertTrue(text.contains("├─acme.Mystery: 1-3                      unknown\n"), text);
    assertTrue(text.contains("\nUnknown mult-adds: 1 layers (mystery)\n"), text);
  }

  @Test
  void options_negativeDepth_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> TorchinfoOptions.DEFAULTS.withDepth(-1));
  }
}
