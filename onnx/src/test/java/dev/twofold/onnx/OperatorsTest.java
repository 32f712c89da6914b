package dev.twofold.onnx;

import static dev.twofold.onnx.OnnxFile.attribute;
import static dev.twofold.onnx.OnnxFile.ints;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Operators and forms of them that ONNX's own cases leave out, against ONNX Runtime.
class OperatorsTest {

  private static OnnxFile image(int opset) {
    return OnnxFile.opset(opset).input("x", 2, 4, 7, 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "tanh"})
  void gelu_bothForms_agree(String form) throws Exception {
    Oracle.assertAgrees(
        image(20).node("Gelu", List.of("x"), "y", attribute("approximate", form)).output("y"));
  }

  @Test
  void mish_anyNumber_agrees() throws Exception {
    Oracle.assertAgrees(image(18).node("Mish", List.of("x"), "y").output("y"));
  }

  @ParameterizedTest
  @CsvSource({"8, SAME_UPPER", "13, SAME_LOWER", "18, VALID"})
  void pooling_automaticPadding_agrees(int opset, String mode) throws Exception {
    Oracle.assertAgrees(
        image(opset)
            .node(
                "MaxPool",
                List.of("x"),
                "m",
                attribute("auto_pad", mode),
                ints("kernel_shape", 3, 2),
                ints("strides", 2, 2))
            .node(
                "AveragePool",
                List.of("x"),
                "a",
                attribute("auto_pad", mode),
                ints("kernel_shape", 3, 2),
                ints("strides", 2, 1))
            .output("m", "a"));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 13, 18, 20})
  void pooling_ceilMode_agrees(int opset) throws Exception {
    OnnxFile file =
        image(opset)
            .node(
                "MaxPool",
                List.of("x"),
                "y",
                attribute("ceil_mode", 1),
                ints("kernel_shape", 2, 3),
                ints("strides", 2, 3))
            .output("y");
    Oracle.assertAgrees(file);
  }

  @Test
  void maxUnpool_afterPoolingOfSeveralPlanes_agrees() throws Exception {
    Oracle.assertAgrees(
        OnnxFile.opset(13)
            .input("x", 2, 3, 6, 4)
            .node(
                "MaxPool",
                "pool",
                List.of("x"),
                List.of("p", "i"),
                ints("kernel_shape", 2, 2),
                ints("strides", 2, 2))
            .node(
                "MaxUnpool",
                List.of("p", "i"),
                "y",
                ints("kernel_shape", 2, 2),
                ints("strides", 2, 2))
            .output("y"));
  }

  @ParameterizedTest
  @CsvSource({
    "nearest, asymmetric, floor",
    "nearest, half_pixel, round_prefer_floor",
    "nearest, align_corners, round_prefer_ceil",
    "nearest, half_pixel, ceil",
    "linear, half_pixel, floor",
    "linear, pytorch_half_pixel, floor",
    "linear, align_corners, floor",
    "linear, asymmetric, floor"
  })
  void resize_anyMode_agrees(String mode, String coordinates, String rounding) throws Exception {
    OnnxFile file =
        image(13)
            .weight("scales", new long[] {4}, 1, 1, 1.7f, 2.4f)
            .longs("sizes", 2, 4, 4, 9)
            .node(
                "Resize",
                List.of("x", "", "scales"),
                "a",
                attribute("mode", mode),
                attribute("coordinate_transformation_mode", coordinates),
                attribute("nearest_mode", rounding))
            .node(
                "Resize",
                List.of("x", "", "", "sizes"),
                "b",
                attribute("mode", mode),
                attribute("coordinate_transformation_mode", coordinates),
                attribute("nearest_mode", rounding))
            .output("a", "b");
    Oracle.assertAgrees(file);
  }

  @Test
  void resize_opset10AndUpsample_agree() throws Exception {
    for (String mode : List.of("nearest", "linear")) {
      Oracle.assertAgrees(
          image(10)
              .weight("scales", new long[] {4}, 1, 1, 2, 3)
              .node("Resize", List.of("x", "scales"), "y", attribute("mode", mode))
              .output("y"));
      Oracle.assertAgrees(
          image(9)
              .weight("scales", new long[] {4}, 1, 1, 2, 3)
              .node("Upsample", List.of("x", "scales"), "y", attribute("mode", mode))
              .output("y"));
      Oracle.assertAgrees(
          image(7)
              .node(
                  "Upsample",
                  List.of("x"),
                  "y",
                  attribute("mode", mode),
                  attribute("scales", new float[] {1, 1, 2, 3}))
              .output("y"));
    }
  }

  @ParameterizedTest
  @CsvSource({"NOTSET, 1", "SAME_UPPER, 0", "SAME_LOWER, 0", "VALID, 0"})
  void convTranspose_grouped_agrees(String mode, int extra) throws Exception {
    OnnxFile file =
        image(13)
            .weight("w", 4, 3, 3, 2)
            .weight("b", 6)
            .node(
                "ConvTranspose",
                List.of("x", "w", "b"),
                "y",
                attribute("group", 2),
                attribute("auto_pad", mode),
                ints("strides", 2, 2),
                ints("output_padding", extra, extra))
            .output("y");
    Oracle.assertAgrees(file);
  }

  @Test
  void sequences_areImagesOfOneRow() throws Exception {
    Oracle.assertAgrees(
        OnnxFile.opset(13)
            .input("x", 2, 4, 9)
            .weight("w", 4, 1, 3)
            .weight("s", new long[] {4}, 1, 2, 3, 4)
            .node(
                "Conv",
                List.of("x", "w"),
                "conv",
                attribute("group", 4),
                ints("pads", 1, 2),
                ints("dilations", 2))
            .node("BatchNormalization", List.of("conv", "s", "s", "s", "s"), "norm")
            .node("MaxPool", List.of("norm"), "pool", ints("kernel_shape", 2), ints("strides", 2))
            .node("GlobalAveragePool", List.of("pool"), "y")
            .output("y"));
  }

  @Test
  void matMul_ofFlowingTensorsAndStacks_agrees() throws Exception {
    Oracle.assertAgrees(
        OnnxFile.opset(13)
            .input("a", 2, 3, 4)
            .input("b", 5, 1, 4, 6)
            .input("v", 6)
            .weight("stack", 2, 6, 2)
            .weight("one", 1, 1, 2, 3)
            .node("MatMul", List.of("a", "b"), "ab")
            .node("MatMul", List.of("ab", "stack"), "abs")
            .node("MatMul", List.of("abs", "one"), "y")
            .node("MatMul", List.of("ab", "v"), "z")
            .output("y", "z"));
  }

  @Test
  void gather_ofFlowingTensor_agrees() throws Exception {
    Oracle.assertAgrees(
        image(13)
            .longs("every", 0, 2)
            .longs("back", -1, 0, 0)
            .constant("single", OnnxFile.longTensor("", 3).toBuilder().clearDims().build())
            .node("Gather", List.of("x", "every"), "a", attribute("axis", 1))
            .node("Gather", List.of("x", "back"), "b", attribute("axis", 2))
            .node("Gather", List.of("x", "single"), "c", attribute("axis", 3))
            .output("a", "b", "c"));
  }

  @Test
  void prelu_perChannel_agrees() throws Exception {
    Oracle.assertAgrees(
        image(16).weight("slope", 4, 1, 1).node("PRelu", List.of("x", "slope"), "y").output("y"));
  }

  @Test
  void reductions_overAnyAxes_agree() throws Exception {
    for (String operator : List.of("ReduceMean", "ReduceMax", "ReduceMin", "ReduceL2")) {
      for (long[] axes : List.of(new long[] {1}, new long[] {2, 3}, new long[] {-1, 0})) {
        for (int keep = 0; keep <= 1; keep++) {
          Oracle.assertAgrees(
              image(13)
                  .node(
                      operator, List.of("x"), "y", ints("axes", axes), attribute("keepdims", keep))
                  .output("y"));
        }
      }
    }
  }

  @Test
  void expandAndTile_agree() throws Exception {
    Oracle.assertAgrees(
        OnnxFile.opset(13)
            .input("x", 1, 3, 1)
            .longs("shape", 2, 1, 4)
            .longs("repeats", 2, 1, 3)
            .node("Expand", List.of("x", "shape"), "a")
            .node("Tile", List.of("x", "repeats"), "b")
            .output("a", "b"));
  }

  @Test
  void cast_ofFlowingFloatToInteger_isRefused() {
    OnnxFile file =
        image(13)
            .node("Cast", "narrow", List.of("x"), List.of("y"), attribute("to", 6))
            .output("y");

    assertEquals(
        "test.onnx: node 'narrow': a cast of FLOAT to INT32 is not supported",
        assertThrows(OnnxException.class, file::read).getMessage());
  }
}
