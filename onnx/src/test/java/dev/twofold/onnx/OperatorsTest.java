package dev.twofold.onnx;

import static dev.twofold.onnx.OnnxFile.attribute;
import static dev.twofold.onnx.OnnxFile.ints;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.graph.Activation;
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
    "linear, asymmetric, floor",
    "cubic, half_pixel, floor",
    "cubic, align_corners, floor"
  })
  void resize_anyMode_agrees(String mode, String coordinates, String rounding) throws Exception {
    // Aligned corners: only where the scaled size is whole do ONNX and ONNX Runtime agree.
    boolean aligned = coordinates.equals("align_corners");
    OnnxFile file =
        image(13)
            .weight("scales", new long[] {4}, 1, 1, aligned ? 2 : 1.7f, aligned ? 3 : 2.4f)
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

  @ParameterizedTest
  @ValueSource(strings = {"floor", "round_prefer_floor"})
  void resize_halfPixelOfTensorFlow_agrees(String rounding) throws Exception {
    Oracle.assertAgrees(
        image(11)
            .weight("none", new long[] {0})
            .longs("sizes", 2, 4, 10, 3)
            .node(
                "Resize",
                List.of("x", "none", "none", "sizes"),
                "y",
                attribute("mode", "nearest"),
                attribute("coordinate_transformation_mode", "tf_half_pixel_for_nn"),
                attribute("nearest_mode", rounding))
            .output("y"));
  }

  @Test
  void resize_scaleThatAFloatCutsShort_agrees() throws Exception {
    Oracle.assertAgrees(
        OnnxFile.opset(13)
            .input("x", 1, 1, 10, 100)
            .weight("scales", new long[] {4}, 1, 1, 0.7f, 0.29f)
            .node("Resize", List.of("x", "", "scales"), "y", attribute("mode", "linear"))
            .output("y"));
  }

  @Test
  void cast_amongFlowingTypes_agrees() throws Exception {
    for (int type : new int[] {2, 3, 5, 6, 7, 9, 11}) {
      Oracle.assertAgrees(
          image(13)
              .weight("hundred", new long[0], 100)
              .node("Mul", List.of("x", "hundred"), "large")
              .node("Abs", List.of("large"), "positive")
              .node("Cast", List.of("positive"), "other", attribute("to", type))
              .node("Cast", List.of("other"), "y", attribute("to", 1))
              .output("y"));
    }
  }

  @Test
  void cast_toUnsignedWideIntegers_isRefused() {
    OnnxFile file =
        image(13).node("Cast", "wide", List.of("x"), List.of("y"), attribute("to", 13)).output("y");

    assertEquals(
        "test.onnx: node 'wide': a cast of FLOAT to UINT64 is not supported",
        assertThrows(OnnxException.class, file::read).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"})
  void where_ofComparedTensors_agrees(String comparison) throws Exception {
    Oracle.assertAgrees(
        image(16)
            .input("z", 4, 1, 1)
            .weight("half", new long[0], 0.5f)
            .node(comparison, List.of("x", "z"), "truth")
            .node("Less", List.of("x", "half"), "small")
            .node("And", List.of("truth", "small"), "both")
            .node("Or", List.of("truth", "small"), "any")
            .node("Xor", List.of("truth", "small"), "one")
            .node("Not", List.of("one"), "other")
            .node("Where", List.of("both", "x", "half"), "a")
            .node("Where", List.of("any", "half", "x"), "b")
            .node("Where", List.of("other", "x", "z"), "c")
            .output("a", "b", "c"));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "-1, 1, 0", "2, 1, 1"})
  void argMaxAndArgMin_anyAxis_agree(int axis, int keep, int last) throws Exception {
    OnnxFile file = image(13);
    for (String operator : List.of("ArgMax", "ArgMin")) {
      file.node(
              operator,
              List.of("x"),
              operator + "_place",
              attribute("axis", axis),
              attribute("keepdims", keep),
              attribute("select_last_index", last))
          .node("Cast", List.of(operator + "_place"), operator, attribute("to", 1))
          .output(operator);
    }
    Oracle.assertAgrees(file);
  }

  @Test
  void quantize_thenDequantize_agrees() throws Exception {
    for (int type : new int[] {2, 3}) {
      Oracle.assertAgrees(
          image(13)
              .weight("scale", new long[] {4}, 0.01f, 0.02f, 0.003f, 0.5f)
              .bytes("zero", type, new long[] {4}, 3, 0, 100, 7)
              .node("QuantizeLinear", List.of("x", "scale", "zero"), "q")
              .node("DequantizeLinear", List.of("q", "scale", "zero"), "y")
              .output("y"));
    }
  }

  @Test
  void quantizedNetwork_withWeightsOfBytes_agrees() throws Exception {
    Oracle.assertAgrees(
        image(13)
            .weight("scale", new long[0], 0.01f)
            .bytes("zero", 2, new long[0], 128)
            .bytes("w8", 3, new long[] {2, 4, 1, 1}, 1, -2, 3, 4, -100, 127, 0, 9)
            .weight("ws", new long[] {2}, 0.05f, 0.02f)
            .bytes("wz", 3, new long[] {2}, 0, 0)
            .node("QuantizeLinear", List.of("x", "scale", "zero"), "q")
            .node("DequantizeLinear", List.of("q", "scale", "zero"), "f")
            .node("DequantizeLinear", List.of("w8", "ws", "wz"), "w", attribute("axis", 0))
            .node("Conv", List.of("f", "w"), "y")
            .output("y"));
  }

  @Test
  void qLinearConv_paddedPerChannel_agrees() throws Exception {
    Oracle.assertAgrees(
        image(13)
            .weight("xs", new long[0], 0.01f)
            .bytes("xz", 2, new long[0], 120)
            .bytes(
                "w",
                3,
                new long[] {2, 4, 1, 2},
                1,
                -2,
                3,
                4,
                -100,
                127,
                0,
                9,
                8,
                7,
                6,
                5,
                4,
                3,
                2,
                1)
            .weight("ws", new long[] {2}, 0.05f, 0.02f)
            .bytes("wz", 3, new long[] {2}, 0, 0)
            .weight("ys", new long[0], 0.1f)
            .bytes("yz", 2, new long[0], 100)
            .ints("b", 300, -500)
            .node("QuantizeLinear", List.of("x", "xs", "xz"), "q")
            .node(
                "QLinearConv",
                List.of("q", "xs", "xz", "w", "ws", "wz", "ys", "yz", "b"),
                "c",
                ints("pads", 1, 1, 0, 1))
            .node("DequantizeLinear", List.of("c", "ys", "yz"), "y")
            .output("y"));
  }

  /// Equal elements, which random numbers never are; the sum of two comparisons becomes one step.
  @ParameterizedTest
  @ValueSource(strings = {"LessOrEqual", "GreaterOrEqual"})
  void comparisons_ofEqualElements_agree(String comparison) throws Exception {
    Oracle.assertAgrees(
        image(16)
            .node("Round", List.of("x"), "r")
            .weight("zero", new long[0], 0)
            .node(comparison, List.of("r", "zero"), "truth")
            .node("Cast", List.of("truth"), "y", attribute("to", 1))
            .output("y"));
  }

  @Test
  void functionOfTwo_beforeAnAddition_agrees() throws Exception {
    Oracle.assertAgrees(
        image(13)
            .weight("two", new long[] {4, 1, 1}, 2, 3, 1, 2)
            .node("Pow", List.of("x", "two"), "p")
            .node("Max", List.of("x", "p"), "m")
            .node("Add", List.of("p", "m"), "a")
            .node("Add", List.of("x", "a"), "y")
            .output("y"));
  }

  @Test
  void clip_emptyRange_isItsEnd() throws Exception {
    OnnxFile file =
        OnnxFile.opset(13)
            .input("x", 3)
            .weight("min", new long[0], 2)
            .weight("max", new long[0], 1)
            .node("Clip", List.of("x", "min", "max"), "y")
            .output("y");

    assertEquals(Activation.clip(1, 1), file.read().graph().nodes().getFirst().layer());
    Oracle.assertAgrees(file);
  }

  @Test
  void roundings_agree() throws Exception {
    OnnxFile file =
        image(13).weight("three", new long[0], 3).node("Mul", List.of("x", "three"), "z");
    for (String operator : List.of("Floor", "Ceil", "Round")) {
      file.node(operator, List.of("z"), operator).output(operator);
    }
    Oracle.assertAgrees(file);
  }
}
