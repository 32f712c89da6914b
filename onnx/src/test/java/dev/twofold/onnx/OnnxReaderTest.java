package dev.twofold.onnx;

import static dev.twofold.onnx.OnnxFile.attribute;
import static dev.twofold.onnx.OnnxFile.ints;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.twofold.graph.Activation;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxReaderTest {

  private static List<String> names(Model model) {
    return model.graph().nodes().stream().map(Node::name).toList();
  }

  @Test
  void read_depthwiseSeparable_becomesItsTwoFolds() throws Exception {
    OnnxFile file =
        OnnxFile.opset(13)
            .input("image", 1, 3, 8, 8)
            .weight("dw", 3, 1, 3, 3)
            .weight("pw", 16, 3, 1, 1)
            .weight("b", 16)
            .node(
                "Conv",
                List.of("image", "dw"),
                "depthwise",
                attribute("group", 3),
                ints("pads", 1, 1, 1, 1),
                ints("strides", 2, 2))
            .node("Conv", List.of("depthwise", "pw", "b"), "pointwise")
            .output("pointwise");

    Model model = file.read();

    assertEquals(List.of("depthwise", "pointwise"), names(model));
    assertEquals(
        new DepthwiseConv2d(3, 1, Window.same(3).withStride(2), false),
        model.graph().nodes().get(0).layer());
    assertEquals(new PointwiseConv2d(3, 16, true), model.graph().nodes().get(1).layer());
    assertEquals(
        List.of("depthwise.weight", "pointwise.weight", "pointwise.bias"),
        List.copyOf(model.weights().tensors().keySet()));
    Oracle.assertAgrees(file);
  }

  @Test
  void read_exportersPaths_becomeContainers() {
    Graph graph =
        OnnxFile.opset(13)
            .input("x", 1, 4)
            .node("Relu", "/features/features.3/conv/Relu", List.of("x"), List.of("a"))
            .node("Relu", "/features/features.3/conv/Relu", List.of("a"), List.of("b"))
            .node("Relu", "", List.of("b"), List.of("c"))
            .output("c")
            .read()
            .graph();

    assertEquals(
        List.of("features.3.conv.Relu", "features.3.conv.Relu_1", "Relu"),
        graph.nodes().stream().map(Node::name).toList());
    assertEquals(
        List.of("features", "features.3", "features.3.conv"),
        List.copyOf(graph.containers().keySet()));
    assertEquals(List.of("c"), List.copyOf(graph.outputs().keySet()));
  }

  @Test
  void read_resizeTargetComputedFromShapes_isFixed() throws Exception {
    OnnxFile file =
        OnnxFile.opset(13)
            .input("x", "N", 2, 5, 7)
            .longs("first", 0)
            .longs("second", 2)
            .longs("fourth", 4)
            .longs("two", 2)
            .longs("one", 1)
            .longs("three", 3)
            .node("Shape", List.of("x"), "shape")
            .node("Slice", List.of("shape", "first", "second"), "kept")
            .node("Gather", List.of("shape", "two"), "rows")
            .node("Slice", List.of("shape", "three", "fourth"), "columns")
            .node("Concat", List.of("rows", "columns"), "size", attribute("axis", 0))
            .node("Mul", List.of("size", "two"), "doubled")
            .node("Add", List.of("doubled", "one"), "target")
            .node("Concat", List.of("kept", "target"), "sizes", attribute("axis", 0))
            .node(
                "Resize",
                List.of("x", "", "", "sizes"),
                "y",
                attribute("mode", "linear"),
                attribute("coordinate_transformation_mode", "half_pixel"))
            .output("y");

    Model model = file.read();

    assertEquals(List.of("y"), names(model));
    Resize resize = assertInstanceOf(Resize.class, model.graph().nodes().getFirst().layer());
    assertEquals(new Resize.Size(11, 15), resize.target());
    Oracle.assertAgrees(file);
  }

  @Test
  void read_nodesOutOfOrder_areSorted() {
    Model model =
        OnnxFile.opset(13)
            .input("x", 2)
            .node("Sigmoid", List.of("b"), "c")
            .node("Tanh", List.of("a"), "b")
            .node("Relu", List.of("x"), "a")
            .output("c")
            .read();

    assertEquals(List.of("a", "b", "c"), names(model));
  }

  @Test
  void read_nodesNoOutputNeeds_areLeftOut() {
    Model model =
        OnnxFile.opset(13)
            .input("x", 2)
            .node("NotThere", List.of("x"), "unused")
            .node("Relu", List.of("x"), "y")
            .output("y")
            .read();

    assertEquals(List.of("y"), names(model));
  }

  @Test
  void read_clip_rangeComesFromAttributesThenFromInputs() {
    Model old =
        OnnxFile.opset(10)
            .input("x", 2)
            .node("Clip", List.of("x"), "y", attribute("min", 0f), attribute("max", 6f))
            .output("y")
            .read();
    Model newer =
        OnnxFile.opset(11)
            .input("x", 2)
            .weight("six", new long[0], 6)
            .node("Clip", List.of("x", "", "six"), "y")
            .output("y")
            .read();

    assertEquals(Activation.RELU6, old.graph().nodes().getFirst().layer());
    assertEquals(
        Activation.clip(Float.NEGATIVE_INFINITY, 6), newer.graph().nodes().getFirst().layer());
  }

  @Test
  void read_softmaxBeforeOpset13_spansAllAxesFromItsOwn() throws Exception {
    OnnxFile file =
        OnnxFile.opset(12)
            .input("x", 2, 3, 4)
            .node("Softmax", List.of("x"), "y", attribute("axis", 1))
            .output("y");

    assertEquals(List.of("y_in", "y", "y_out"), names(file.read()));
    Oracle.assertAgrees(file);
  }

  @Test
  void read_gemm_becomesLinear() throws Exception {
    OnnxFile file =
        OnnxFile.opset(13)
            .input("x", 3, 4)
            .weight("w", 4, 2)
            .weight("c", 2)
            .node(
                "Gemm", List.of("x", "w", "c"), "y", attribute("alpha", 2f), attribute("beta", 3f))
            .output("y");

    Model model = file.read();

    assertEquals(new Linear(4, 2, true), model.graph().nodes().getFirst().layer());
    Oracle.assertAgrees(file);
  }

  @Test
  void read_weightsOfEveryType_becomeFloats() {
    Map<TensorProto.DataType, ByteString> raw =
        Map.of(
            TensorProto.DataType.FLOAT16, ByteString.copyFrom(new byte[] {0, 0x3c, 0, (byte) 0xc0}),
            TensorProto.DataType.BFLOAT16,
                ByteString.copyFrom(new byte[] {(byte) 0x80, 0x3f, 0, (byte) 0xc0}),
            TensorProto.DataType.DOUBLE,
                ByteString.copyFrom(
                    new byte[] {
                      0, 0, 0, 0, 0, 0, (byte) 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, (byte) 0xc0
                    }),
            TensorProto.DataType.FLOAT,
                ByteString.copyFrom(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0}));
    raw.forEach((type, bytes) -> {
      OnnxFile file = OnnxFile.opset(13).input("x", 2).output("y");
      file.graph()
          .addInitializerBuilder()
          .setName("w")
          .setDataType(type.getNumber())
          .addDims(2)
          .setRawData(bytes);
      file.node("Add", List.of("x", "w"), "y");

      float[] floats = file.read().weights().get("w.value").floats();

      assertArrayEquals(new float[] {1, -2}, floats, type.name());
    });
  }

  @Test
  void read_typedData_isRead() {
    OnnxFile file = OnnxFile.opset(13).input("x", 3).output("y");
    file.graph()
        .addInitializerBuilder()
        .setName("halves")
        .setDataType(TensorProto.DataType.FLOAT16_VALUE)
        .addDims(3)
        .addInt32Data(0x3c00)
        .addInt32Data(0xc000)
        .addInt32Data(0);
    file.graph()
        .addInitializerBuilder()
        .setName("floats")
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(3)
        .addFloatData(1)
        .addFloatData(2)
        .addFloatData(3);
    file.node("Add", List.of("x", "halves"), "a").node("Add", List.of("a", "floats"), "y");

    Model model = file.read();

    assertArrayEquals(new float[] {1, -2, 0}, model.weights().get("halves.value").floats());
    assertArrayEquals(new float[] {1, 2, 3}, model.weights().get("floats.value").floats());
  }

  @Test
  void read_sharedWeights_areOneTensor() {
    Model model =
        OnnxFile.opset(13)
            .input("x", 1, 2, 4, 4)
            .weight("w", 2, 2, 1, 1)
            .node("Identity", List.of("w"), "same")
            .node("Conv", List.of("x", "w"), "a")
            .node("Conv", List.of("a", "same"), "b")
            .output("b")
            .read();

    assertEquals(Set.of("a.weight"), model.weights().tensors().keySet());
    assertEquals("a", model.graph().nodes().get(1).module());
    assertEquals("b", model.graph().nodes().get(1).name());
  }

  @Test
  void read_externalData_insideTheFolderOnly(@TempDir Path folder) throws Exception {
    Path inside = Files.createDirectory(folder.resolve("model"));
    Files.write(folder.resolve("secret.bin"), new byte[8]);
    Files.write(
        inside.resolve("weights.bin"),
        new byte[] {9, 9, 9, 9, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
    Files.createSymbolicLink(inside.resolve("link.bin"), folder.resolve("secret.bin"));
    Path file = inside.resolve("net.onnx");

    Files.write(file, external("weights.bin", "4"));
    float[] weights = OnnxReader.read(file).weights().get("w.value").floats();
    assertArrayEquals(new float[] {1, 2}, weights);

    for (String outside :
        List.of("../secret.bin", folder.resolve("secret.bin").toString(), "link.bin")) {
      Files.write(file, external(outside, "0"));
      OnnxException e = assertThrows(OnnxException.class, () -> OnnxReader.read(file));
      assertEquals(
          "tensor 'w' has external data '" + outside + "' outside the model's folder: refused",
          e.getMessage().replaceFirst(".*byte \\d+: ", ""));
    }
    Files.write(file, external("weights.bin", "8"));
    assertThrows(OnnxException.class, () -> OnnxReader.read(file));
    assertThrows(
        OnnxException.class,
        () -> OnnxReader.read("net.onnx", external("weights.bin", "4"), OnnxOptions.DEFAULTS));
  }

  private static byte[] external(String location, String offset) {
    OnnxFile file =
        OnnxFile.opset(13).input("x", 2).node("Add", List.of("x", "w"), "y").output("y");
    TensorProto.Builder tensor =
        file.graph()
            .addInitializerBuilder()
            .setName("w")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    tensor.addExternalDataBuilder().setKey("location").setValue(location);
    tensor.addExternalDataBuilder().setKey("offset").setValue(offset);
    return file.bytes();
  }

  @Test
  void read_options_mustFitTheFile() {
    OnnxFile file =
        OnnxFile.opset(13).input("x", "N", "size").node("Relu", List.of("x"), "y").output("y");

    Model model = file.read(OnnxOptions.DEFAULTS.withDim("size", 5));
    assertEquals(Shape.of(1, 5), model.graph().inputs().getFirst().shape());

    OnnxException dim =
        assertThrows(
            OnnxException.class,
            () -> file.read(OnnxOptions.DEFAULTS.withDim("size", 5).withDim("sizes", 5)));
    assertEquals(
        "test.onnx: options: an extent is given for [sizes], but the file names [N, size]",
        dim.getMessage());
    OnnxException input =
        assertThrows(
            OnnxException.class,
            () ->
                file.read(
                    OnnxOptions.DEFAULTS.withDim("size", 5).withInputShape("z", Shape.of(1, 5))));
    assertEquals(
        "test.onnx: options: a shape is given for 'z', but the inputs are [x]", input.getMessage());
  }
}
