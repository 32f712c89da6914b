package dev.twofold.onnx;

import static dev.twofold.onnx.OnnxFile.attribute;
import static dev.twofold.onnx.OnnxFile.ints;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the bytes: a one-line [OnnxException] or a model, in bounded memory.
class BadInputTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static OnnxException refused(OnnxFile file) {
    return refused(file.bytes());
  }

  private static OnnxException refused(byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    OnnxException e =
        assertThrows(
            OnnxException.class, () -> OnnxReader.read("bad.onnx", bytes, OnnxOptions.DEFAULTS));
    assertBounded(before, bytes);
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    return e;
  }

  private static void assertBounded(long before, byte[] bytes) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    long allowed = (64L << 20) + 4L * bytes.length;
    assertTrue(allocated <= allowed, () -> "allocated %,d of %,d".formatted(allocated, allowed));
  }

  private static void readOrRefuse(byte[] bytes) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      OnnxReader.read("bad.onnx", bytes, OnnxOptions.DEFAULTS);
    } catch (OnnxException e) {
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }
    assertBounded(before, bytes);
  }

  /// A small network with most kinds of nodes.
  private static byte[] valid() {
    return OnnxFile.opset(13)
        .input("x", "N", 3, 8, 8)
        .weight("w", 4, 3, 3, 3)
        .weight("b", 4)
        .weight("s", 4)
        .weight("v", new long[] {4}, 1, 2, 3, 4)
        .weight("m", 64, 5)
        .longs("starts", 0)
        .longs("ends", 2)
        .longs("rest", -1)
        .constant("half", OnnxFile.tensor("", new long[0], 0.5f))
        .node(
            "Conv", List.of("x", "w", "b"), "conv", ints("pads", 1, 1, 1, 1), ints("strides", 2, 2))
        .node("BatchNormalization", List.of("conv", "s", "b", "b", "v"), "bn")
        .node("Clip", List.of("bn", "", "half"), "clip")
        .node(
            "MaxPool",
            List.of("clip"),
            "pool",
            ints("kernel_shape", 3, 3),
            ints("pads", 1, 1, 1, 1))
        .node("Concat", List.of("pool", "clip"), "cat", attribute("axis", 1))
        .node("Split", "split", List.of("cat"), List.of("left", "right"), attribute("axis", 1))
        .node("Mul", List.of("left", "right"), "mul")
        .node("Pad", List.of("mul", "pads"), "pad", attribute("mode", "reflect"))
        .longs("pads", 0, 0, 1, 1, 0, 0, -1, 1)
        .node("Shape", List.of("x"), "shape")
        .node("Slice", List.of("shape", "starts", "ends"), "sliced")
        .node("Gather", List.of("sliced", "starts"), "batch")
        .node("Concat", List.of("batch", "rest"), "target", attribute("axis", 0))
        .node("GlobalAveragePool", List.of("pad"), "mean")
        .node("Resize", List.of("mean", "", "scales"), "up", attribute("mode", "nearest"))
        .weight("scales", new long[] {4}, 1, 1, 4, 4)
        .node("Reshape", List.of("up", "target"), "flat")
        .node("Gemm", List.of("flat", "m"), "y")
        .output("y")
        .bytes();
  }

  @Test
  void read_validNetwork_isRead() throws Exception {
    Oracle.assertAgrees(valid(), OnnxOptions.DEFAULTS);
  }

  @Test
  void read_everyPrefix_isRefused() {
    byte[] file = valid();
    // The last field names the operator set: without it, no prefix is a network.
    for (int length = 0; length < file.length; length++) {
      byte[] prefix = Arrays.copyOf(file, length);
      assertThrows(
          OnnxException.class, () -> OnnxReader.read("cut.onnx", prefix, OnnxOptions.DEFAULTS));
    }
  }

  @Test
  void read_randomBytes_areRefused() {
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      readOrRefuse(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4})
  void read_mutations_areReadOrRefused(long seed) {
    byte[] file = valid();
    Random random = new Random(seed);
    for (int i = 0; i < 4000; i++) {
      byte[] mutant = file.clone();
      int changes = 1 + random.nextInt(4);
      for (int j = 0; j < changes; j++) {
        int at = random.nextInt(mutant.length);
        mutant[at] =
            switch (random.nextInt(4)) {
              case 0 -> (byte) random.nextInt();
              case 1 -> (byte) (mutant[at] ^ 1 << random.nextInt(8));
              case 2 -> (byte) 0xff;
              default -> 0;
            };
      }
      readOrRefuse(mutant);
    }
  }

  @Test
  void read_text_isRefusedWithItsOffset() {
    OnnxException e = refused("This is not a network.\n".getBytes(StandardCharsets.UTF_8));

    assertEquals(
        "bad.onnx: at byte 0: field 10 of ModelProto: wire type 4 is not allowed; is this a whole"
            + " ONNX file?",
        e.getMessage());
  }

  @Test
  void read_damageInsideTheFile_doesNotAskWhetherItIsOne() {
    byte[] bytes = {0x3a, 2, 0x0f, 0};

    assertEquals(
        "bad.onnx: at byte 2: field 1 of GraphProto: wire type 7 where 2 is expected",
        refused(bytes).getMessage());
  }

  @Test
  void read_numberThatNoExtentIs_isRefusedWithTheRange() {
    OnnxFile file = OnnxFile.opset(13).input("x", 1L << 40).node("Relu", List.of("x"), "y");

    assertEquals(
        "bad.onnx: input 'x': 'extent 0' is 1,099,511,627,776, which is out of range: expected"
            + " -2,147,483,648 to 2,147,483,647",
        refused(file.output("y").bytes()).getMessage());
  }

  @Test
  void read_emptyOrMissingFile_isRefused() {
    assertEquals("bad.onnx: at byte 0: the file is empty", refused(new byte[0]).getMessage());
    OnnxException e =
        assertThrows(OnnxException.class, () -> OnnxReader.read(Path.of("no/such.onnx")));
    assertTrue(e.getMessage().startsWith("no/such.onnx: cannot be read: "), e.getMessage());
  }

  @Test
  void read_unknownOperators_areListedAtOnce() {
    OnnxFile file =
        OnnxFile.opset(13)
            .input("x", 2)
            .node("Foo", "first", List.of("x"), List.of("a"))
            .node("Relu", "between", List.of("a"), List.of("b"))
            .node("Bar", "second", List.of("b"), List.of("y"))
            .output("y");
    file.graph().getNodeBuilder(2).setDomain("com.acme");

    OnnxException e = refused(file);

    assertEquals(
        "bad.onnx: node 'first': operator 'Foo' is not supported;"
            + " node 'second': operator 'com.acme.Bar' is not supported",
        e.getMessage());
    assertTrue(e.isUnsupported());
  }

  @Test
  void read_controlFlow_isRefused() {
    OnnxFile file = OnnxFile.opset(13).input("x", 1).output("y");
    file.node(
        "If",
        "branch",
        List.of("x"),
        List.of("y"),
        AttributeProto.newBuilder()
            .setName("then_branch")
            .setType(AttributeProto.AttributeType.GRAPH)
            .setG(GraphProto.getDefaultInstance())
            .build());

    assertEquals(
        "bad.onnx: node 'branch': control flow ('If') is not supported; export the network without"
            + " it",
        refused(file).getMessage());
  }

  @Test
  void read_cycle_namesItsNodes() {
    OnnxFile file =
        OnnxFile.opset(13)
            .input("x", 2)
            .node("Add", List.of("x", "c"), "a")
            .node("Relu", List.of("a"), "b")
            .node("Relu", List.of("b"), "c")
            .node("Relu", List.of("c"), "y")
            .output("y");

    assertEquals(
        "bad.onnx: the nodes 'b', 'c', 'a' wait for each other in a cycle",
        refused(file).getMessage());
  }

  @Test
  void read_missingValues_areNamed() {
    OnnxFile input =
        OnnxFile.opset(13).input("x", 2).node("Add", List.of("x", "nowhere"), "y").output("y");
    OnnxFile output = OnnxFile.opset(13).input("x", 2).node("Relu", List.of("x"), "y").output("z");

    assertEquals(
        "bad.onnx: node 'y': input 'nowhere' is neither an input of the graph, a tensor, nor any"
            + " node's output",
        refused(input).getMessage());
    assertEquals(
        "bad.onnx: output 'z': value 'z' is produced by no node", refused(output).getMessage());
  }

  @Test
  void read_wrongAttributeType_isNamed() {
    OnnxFile file =
        OnnxFile.opset(13)
            .input("x", 1, 1, 4, 4)
            .node("MaxPool", List.of("x"), "y", attribute("kernel_shape", "big"))
            .output("y");

    assertEquals(
        "bad.onnx: node 'y': attribute 'kernel_shape' must be integers, got text",
        refused(file).getMessage());
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 40, -5, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 31, 100_000})
  void read_absurdTensorExtents_areRefused(long extent) {
    OnnxFile file =
        OnnxFile.opset(13).input("x", 2).node("Add", List.of("x", "w"), "y").output("y");
    file.graph()
        .addInitializerBuilder()
        .setName("w")
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(extent)
        .addDims(extent)
        .setRawData(ByteString.copyFrom(new byte[64]));

    assertTrue(refused(file).getMessage().contains("at byte"), "tells the place");
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 40, -5, Long.MAX_VALUE, 0})
  void read_absurdInputExtents_areRefused(long extent) {
    OnnxFile file =
        OnnxFile.opset(13)
            .input("x", 1, 3, extent, extent)
            .node("Relu", List.of("x"), "y")
            .output("y");

    assertTrue(refused(file).getMessage().startsWith("bad.onnx: input 'x': "));
  }

  @Test
  void read_hugeConstants_areOutOfProportion() {
    OnnxFile of =
        OnnxFile.opset(13)
            .input("x", 1)
            .longs("shape", 30000, 30000)
            .node("ConstantOfShape", List.of("shape"), "c")
            .node("Add", List.of("x", "c"), "y")
            .output("y");
    OnnxFile repeated = OnnxFile.opset(13).input("x", 1).longs("c0", 1, 2, 3, 4).output("y");
    repeated.longs("twice", 2);
    for (int i = 0; i < 40; i++) {
      repeated.node("Tile", List.of("c" + i, "twice"), "c" + (i + 1));
    }
    repeated.node("Reshape", List.of("x", "c40"), "y");

    assertTrue(refused(of).getMessage().contains("out of proportion"));
    assertTrue(refused(repeated).getMessage().contains("out of proportion"));
  }

  @Test
  void read_manyTinyNodes_areBounded() {
    ByteArrayOutputStream nodes = new ByteArrayOutputStream();
    for (int i = 0; i < 400_000; i++) {
      nodes.writeBytes(new byte[] {0x0a, 3, 0x22, 1, 'A'});
    }
    byte[] graph = nodes.toByteArray();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(0x3a);
    for (int rest = graph.length; rest > 0; rest >>>= 7) {
      file.write(rest > 127 ? (rest & 127) | 128 : rest);
    }
    file.writeBytes(graph);
    file.writeBytes(new byte[] {0x42, 2, 0x10, 13});

    assertTrue(refused(file.toByteArray()).getMessage().contains("out of proportion"));
  }

  @Test
  void read_hugeDeclaredLength_isRefusedBeforeItIsAllocated() {
    byte[] bytes = {0x3a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0};

    assertEquals(
        "bad.onnx: at byte 1: field 7 of ModelProto claims 34,359,738,367 bytes, but only 1 are"
            + " left; is this a whole ONNX file?",
        refused(bytes).getMessage());
  }

  @Test
  void read_deepNesting_isPassedOver() {
    GraphProto inner = GraphProto.getDefaultInstance();
    for (int i = 0; i < 90; i++) {
      GraphProto.Builder outer = GraphProto.newBuilder();
      outer
          .addNodeBuilder()
          .setOpType("If")
          .addOutput("y")
          .addAttributeBuilder()
          .setName("then_branch")
          .setType(AttributeProto.AttributeType.GRAPH)
          .setG(inner);
      inner = outer.build();
    }
    OnnxFile file = OnnxFile.opset(13);
    file.graph().mergeFrom(inner);
    file.output("y");

    assertTrue(refused(file).getMessage().contains("control flow"));
  }

  @Test
  void read_unsupportedTypes_areNamed() {
    OnnxFile file =
        OnnxFile.opset(13)
            .input("x", TensorProto.DataType.STRING, 2)
            .node("Identity", List.of("x"), "y")
            .output("y");

    assertTrue(
        refused(file)
            .getMessage()
            .startsWith("bad.onnx: input 'x': element type 8 is not supported, only FLOAT, "));
  }

  @Test
  void read_opsetOutOfRange_isRefused() {
    OnnxFile old = OnnxFile.opset(0).input("x", 1).node("Relu", List.of("x"), "y").output("y");
    OnnxFile future = OnnxFile.opset(99).input("x", 1).node("Relu", List.of("x"), "y").output("y");

    assertTrue(refused(old).getMessage().contains("operator set 0 is not supported, only 1 to 28"));
    assertTrue(refused(future).isUnsupported());
  }

  @Test
  void read_underAnotherLocale_saysTheSame() {
    Locale before = Locale.getDefault();
    byte[] bytes = new byte[70_000];
    bytes[0] = 0x3a;
    bytes[1] = (byte) 0xff;
    bytes[2] = (byte) 0xff;
    bytes[3] = 0x7f;
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals(
          "bad.onnx: at byte 1: field 7 of ModelProto claims 2,097,151 bytes, but only 69,996 are"
              + " left; is this a whole ONNX file?",
          refused(bytes).getMessage());
    } finally {
      Locale.setDefault(before);
    }
  }
}
