package dev.twofold.onnx;

import static dev.twofold.onnx.OnnxFile.attribute;
import static dev.twofold.onnx.OnnxFile.ints;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cost.CostModel;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimplifierTest {

  private static OnnxFile image() {
    return OnnxFile.opset(13)
        .input("x", 1, 4, 6, 6)
        .weight("w", 4, 4, 3, 3)
        .weight("two", new long[] {1}, 2)
        .weight("three", new long[0], 3)
        .weight("six", new long[0], 6)
        .weight("each", new long[] {1, 4, 1, 1}, 1, -2, 3, 4);
  }

  private static List<String> kinds(Model model) {
    return model.graph().nodes().stream().map(node -> node.layer().kind()).toList();
  }

  /// The kinds of layers left, after the results were found equal to ONNX Runtime's both ways.
  private static List<String> simplified(OnnxFile file) throws Exception {
    Oracle.assertAgrees(file.bytes(), OnnxOptions.DEFAULTS.asImported());
    Oracle.assertAgrees(file);
    return kinds(file.read());
  }

  @Test
  void read_arithmeticPerChannelAfterConvolution_isFolded() throws Exception {
    OnnxFile file =
        image()
            .node("Conv", List.of("x", "w"), "conv")
            .node("Mul", List.of("conv", "each"), "scaled")
            .node("Add", List.of("each", "scaled"), "shifted")
            .node("Sub", List.of("two", "shifted"), "turned")
            .node("Div", List.of("turned", "two"), "y")
            .output("y");

    assertEquals(List.of("Conv2d"), simplified(file));
    Model model = file.read();
    assertEquals("conv", model.graph().nodes().getFirst().name());
    assertEquals("conv", model.graph().outputs().get("y").name());
    assertArrayEquals(new float[] {0.5f, 2, -0.5f, -1}, model.weights().get("conv.bias").floats());
  }

  @Test
  void read_arithmeticAfterGroupedTransposedConvolution_isFolded() throws Exception {
    OnnxFile file =
        image()
            .weight("t", 4, 2, 2, 2)
            .node("ConvTranspose", List.of("x", "t"), "up", attribute("group", 2))
            .node("Mul", List.of("up", "each"), "scaled")
            .node("Add", List.of("scaled", "each"), "y")
            .output("y");

    assertEquals(List.of("ConvTranspose2d"), simplified(file));
  }

  @Test
  void read_arithmeticAfterLinear_isFolded() throws Exception {
    OnnxFile file =
        OnnxFile.opset(13)
            .input("x", 2, 3, 4)
            .weight("w", 4, 5)
            .weight("b", 5)
            .node("MatMul", List.of("x", "w"), "product")
            .node("Add", List.of("product", "b"), "y")
            .output("y");

    assertEquals(List.of("Linear"), simplified(file));
  }

  @Test
  void read_convolutionReadTwice_keepsItsArithmetic() throws Exception {
    OnnxFile file =
        image()
            .node("Conv", List.of("x", "w"), "conv")
            .node("Mul", List.of("conv", "each"), "y")
            .node("Relu", List.of("conv"), "z")
            .output("y", "z");

    assertEquals(List.of("Conv2d", "Constant", "Mul", "ReLU"), simplified(file));
  }

  @Test
  void read_arithmeticPerPixel_isKept() throws Exception {
    OnnxFile file =
        image()
            .weight("row", 1, 1, 1, 4)
            .node("Conv", List.of("x", "w"), "conv")
            .node("Mul", List.of("conv", "row"), "y")
            .output("y");

    assertEquals(List.of("Conv2d", "Constant", "Mul"), simplified(file));
  }

  @Test
  void read_writtenOutHardSwish_isRecognised() throws Exception {
    OnnxFile productFirst =
        image()
            .node("Add", List.of("x", "three"), "shifted")
            .weight("zero", new long[0], 0)
            .node("Clip", List.of("shifted", "zero", "six"), "clip")
            .node("Mul", List.of("x", "clip"), "product")
            .node("Div", List.of("product", "six"), "y")
            .output("y");
    OnnxFile gateFirst =
        image()
            .node("Add", List.of("three", "x"), "shifted")
            .weight("zero", new long[0], 0)
            .weight("sixth", new long[0], 1f / 6)
            .node("Clip", List.of("shifted", "zero", "six"), "clip")
            .node("Mul", List.of("clip", "sixth"), "gate")
            .node("Mul", List.of("gate", "x"), "y")
            .output("y");

    assertEquals(List.of("Hardswish"), simplified(productFirst));
    assertEquals(List.of("Hardswish"), simplified(gateFirst));
  }

  @Test
  void read_gates_becomeActivations() throws Exception {
    OnnxFile silu =
        image()
            .node("Sigmoid", List.of("x"), "gate")
            .node("Mul", List.of("x", "gate"), "y")
            .output("y");
    OnnxFile hard =
        image()
            .node("HardSigmoid", List.of("x"), "gate", attribute("alpha", 1f / 6))
            .node("Mul", List.of("gate", "x"), "y")
            .output("y");
    OnnxFile otherSlope =
        image()
            .node("HardSigmoid", List.of("x"), "gate")
            .node("Mul", List.of("gate", "x"), "y")
            .output("y");

    assertEquals(List.of("SiLU"), simplified(silu));
    assertEquals(List.of("Hardswish"), simplified(hard));
    assertEquals(List.of("HardSigmoid", "Mul"), simplified(otherSlope));
  }

  @Test
  void read_zeroPaddingBeforeConvolution_becomesItsPadding() throws Exception {
    OnnxFile file =
        image()
            .longs("pads", 0, 0, 0, 1, 0, 0, 1, 2)
            .node("Pad", List.of("x", "pads"), "padded")
            .node("Conv", List.of("padded", "w"), "y", ints("pads", 1, 1, 1, 1))
            .output("y");
    OnnxFile mirrored =
        image()
            .longs("pads", 0, 0, 1, 1, 0, 0, 1, 1)
            .node("Pad", List.of("x", "pads"), "padded", attribute("mode", "reflect"))
            .node("Conv", List.of("padded", "w"), "y")
            .output("y");

    assertEquals(List.of("Conv2d"), simplified(file));
    assertEquals(List.of("Pad", "Conv2d"), simplified(mirrored));
  }

  @Test
  void read_transposesInARow_becomeOneOrNone() throws Exception {
    OnnxFile none =
        image()
            .node("Transpose", List.of("x"), "nhwc", ints("perm", 0, 2, 3, 1))
            .node("Transpose", List.of("nhwc"), "nchw", ints("perm", 0, 3, 1, 2))
            .node("Relu", List.of("nchw"), "y")
            .output("y");
    OnnxFile one =
        image()
            .node("Transpose", List.of("x"), "a", ints("perm", 0, 2, 3, 1))
            .node("Transpose", List.of("a"), "y", ints("perm", 0, 2, 3, 1))
            .output("y");

    assertEquals(List.of("ReLU"), simplified(none));
    assertEquals(List.of("Transpose"), simplified(one));
  }

  @Test
  void read_transposeReadTwice_keepsTheConvolutionBeforeIt() throws Exception {
    OnnxFile file =
        image()
            .node("Conv", List.of("x", "w"), "conv")
            .node("Transpose", List.of("conv"), "nhwc", ints("perm", 0, 2, 3, 1))
            .node("Transpose", List.of("nhwc"), "nchw", ints("perm", 0, 3, 1, 2))
            .node("Mul", List.of("nchw", "two"), "y")
            .output("y", "nhwc");

    assertTrue(simplified(file).contains("Mul"));
  }

  @Test
  void read_nothingToCompute_isLeftOut() throws Exception {
    OnnxFile file =
        image()
            .node("Dropout", List.of("x"), "dropped")
            .node("Identity", List.of("dropped"), "same")
            .node("Relu", List.of("same"), "relu")
            .node("Identity", List.of("relu"), "y")
            .output("y");

    assertEquals(List.of("ReLU", "Identity"), simplified(file));
    List<String> names =
        file.read(OnnxOptions.DEFAULTS.asImported()).graph().nodes().stream()
            .map(Node::name)
            .toList();
    assertEquals(List.of("dropped", "same", "relu", "y"), names);
  }

  @Test
  void read_weightsOfTwoNodes_countOnce() throws Exception {
    OnnxFile file =
        image()
            .weight("b", 4)
            .node("Conv", List.of("x", "w", "b"), "first", ints("pads", 1, 1, 1, 1))
            .node("Conv", List.of("first", "w", "b"), "second", ints("pads", 1, 1, 1, 1))
            .node("Conv", List.of("second", "w"), "without", ints("pads", 1, 1, 1, 1))
            .node("Conv", List.of("without", "w", "b"), "y", ints("strides", 2, 2))
            .output("y");

    Oracle.assertAgrees(file);
    List<Node> nodes = file.read().graph().nodes();
    assertEquals(
        List.of("first", "second", "without", "y"), nodes.stream().map(Node::name).toList());
    assertEquals(
        List.of("first", "first", "without", "y"), nodes.stream().map(Node::module).toList());
    assertEquals((144 + 4) + 144 + (144 + 4), CostModel.of(file.read().graph()).params());
    byte[] again = OnnxWriter.bytes(file.read());
    assertEquals(
        nodes.get(1).module(),
        OnnxReader.read("again", again, OnnxOptions.DEFAULTS).graph().nodes().get(1).module());
  }
}
