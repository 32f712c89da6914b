package dev.twofold.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MathFunction.Function;
import dev.twofold.graph.Model;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Unsqueeze;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.models.Models;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is written is run by ONNX Runtime, and read again.
class OnnxWriterTest {

  private static final Shape IMAGE = Shape.nchw(2, 6, 9, 7);

  private static Graph of(Layer... layers) {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", IMAGE);
    for (int i = 0; i < layers.length; i++) {
      x = b.add("layer" + i, layers[i], x);
    }
    return b.output("y", x).build();
  }

  static Stream<Graph> graphs() {
    Window strided = Window.of(3, 2).withStride(2).withPadding(1, 0, 1, 1);
    return Stream.of(
        of(Convolution.depthwise(6, Window.same(3)), Convolution.pointwise(6, 4).withBias()),
        of(Convolution.of(6, 12, strided.withDilation(1, 2), 2, true)),
        of(new ConvTranspose2d(6, 4, Window.of(3).withStride(2), 1, 0, 2, true)),
        of(BatchNorm2d.of(6), Activation.leakyRelu(0.1f), Activation.clip(-0.5f, 1f)),
        of(Activation.RELU6, Activation.SILU, Activation.hardSigmoid(0.2f, 0.4f)),
        of(Activation.HARD_SWISH, Activation.TANH, Activation.SIGMOID, Activation.RELU),
        of(Activation.clip(Float.NEGATIVE_INFINITY, 0.5f), Identity.DROPOUT),
        of(Pool2d.max(Window.of(3).withStride(2).withPadding(1))),
        of(new Pool2d(Pool2d.Reduction.AVERAGE, strided, true, false, false)),
        of(new GlobalAveragePool(), Flatten.BATCH, new Linear(6, 5, true), new Softmax(-1)),
        of(new Linear(7, 3, true), new Linear(3, 3, false)),
        of(Resize.nearest(2), Resize.linear(5, 11)),
        of(new Pad(List.of(0, 0, 1, 2), List.of(0, 0, 2, 1), Pad.Mode.REFLECT, 0)),
        of(new Pad(List.of(0, 0, 1, 2), List.of(0, 0, 2, 1), Pad.Mode.CONSTANT, 3)),
        of(new Slice(List.of(new Slice.Range(1, 1, 5, 2), new Slice.Range(3, -1, -8, -2)))),
        of(new Transpose(List.of(0, 2, 3, 1)), Reshape.to(0, -1, 2), new Unsqueeze(List.of(0))),
        of(new Slice(List.of(new Slice.Range(1, 0, 1, 1))), new Squeeze(List.of(1))),
        of(cubic()),
        arithmetic(),
        attention(),
        choices(),
        Models.graph("segnet-separable", Shape.nchw(1, 3, 32, 48)),
        Models.graph("mobilenet-v1:width=0.25", Shape.nchw(1, 3, 64, 64)),
        Models.graph("mobilenet-v2:width=0.35", Shape.nchw(1, 3, 64, 64)));
  }

  private static Resize cubic() {
    return new Resize(
        Resize.Mode.CUBIC,
        Resize.Coordinates.HALF_PIXEL,
        Resize.Rounding.FLOOR,
        new Resize.Size(5, 11),
        -0.5,
        true);
  }

  private static Graph choices() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", IMAGE);
    Value place = b.add("place", new ArgMax(1, true, true), x);
    Value class0 = b.add("class", new Cast(DataType.FLOAT32), place);
    Value above = b.add("above", new MathFunction(Function.GREATER), x, class0);
    return b.output("y", b.add("chosen", new Select(), above, x, class0)).build();
  }

  private static Graph attention() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", IMAGE);
    Value turned = b.add("turned", new Transpose(List.of(0, 1, 3, 2)), x);
    Value y = b.add("product", new MatMul(), x, turned);
    y = b.add("least", new MathFunction(Function.MAX), y, b.add("erf", erf(), y));
    y = b.add("root", new MathFunction(Function.SQRT), b.add("exp", exp(), y));
    return b.output("y", y).build();
  }

  private static Layer erf() {
    return new MathFunction(Function.ERF);
  }

  private static Layer exp() {
    return new MathFunction(Function.EXP);
  }

  private static Graph arithmetic() {
    GraphBuilder b = Graph.builder("Net");
    Value x = b.input("x", IMAGE);
    Value scale = b.add("scale", new Constant(Shape.of(6, 1, 1)));
    Value y = b.add("mul", Elementwise.MUL, x, scale);
    y = b.add("sub", Elementwise.SUB, y, x);
    y = b.add("div", Elementwise.DIV, y, b.add("shifted", Elementwise.ADD, scale, scale));
    return b.output("y", b.add("joined", Concat.CHANNELS, y, x)).build();
  }

  /// Seeded weights, but for constants and statistics, which would be 0 and 1.
  private static Model model(Graph graph) {
    Model model = Model.initialised(graph, 3);
    Random random = new Random(5);
    model
        .weights()
        .tensors()
        .values()
        .forEach(tensor -> {
          float[] values = tensor.floats();
          if (Arrays.stream(new float[][] {values}).allMatch(v -> v[0] == 0 || v[0] == 1)) {
            for (int i = 0; i < values.length; i++) {
              values[i] = 0.5f + random.nextFloat();
            }
          }
        });
    return model;
  }

  private static Tensor input(Graph graph) {
    Tensor tensor = Tensor.zeros(graph.inputs().getFirst().shape());
    Random random = new Random(11);
    for (int i = 0; i < tensor.floats().length; i++) {
      tensor.floats()[i] = random.nextFloat() * 2 - 1;
    }
    return tensor;
  }

  private static float[] peer(byte[] file, Tensor input) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape =
        LongStream.of(Arrays.stream(input.shape().dims()).asLongStream().toArray()).toArray();
    try (OrtSession session = environment.createSession(file);
        OnnxTensor x =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(input.floats()), shape);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), x))) {
      FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return values;
    }
  }

  private static float[] ours(Model model, Tensor input) {
    CompileOptions reference = CompileOptions.DEFAULTS.withBackends("reference");
    try (Program program = Backends.discover().compile(model, reference)) {
      return program.run(input).floats();
    }
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void bytes_runByOnnxRuntime_giveTheReferencesResult(Graph graph) throws OrtException {
    Model model = model(graph);
    Tensor input = input(graph);
    float[] expected = peer(OnnxWriter.bytes(model), input);
    float[] got = ours(model, input);
    float largest = 1e-3f;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(expected, got, largest * 1e-5f);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void bytes_readAgain_giveTheSameResult(Graph graph) {
    Model model = model(graph);
    Tensor input = input(graph);
    Model again = OnnxReader.read("again", OnnxWriter.bytes(model), OnnxOptions.DEFAULTS);
    assertEquals(graph.outputs().keySet(), again.graph().outputs().keySet());
    assertEquals(graph.inputs(), again.graph().inputs());
    float[] expected = ours(model, input);
    float[] got = ours(again, input);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], got[i], Math.abs(expected[i]) * 1e-5f + 1e-6f);
    }
  }

  @Test
  void write_placeThatIsNotThere_leavesNothingBehind(@TempDir Path folder) throws Exception {
    Model model = model(of(Activation.RELU));
    Path missing = folder.resolve("missing/net.onnx");
    assertTrue(
        assertThrows(OnnxException.class, () -> OnnxWriter.write(model, missing))
            .getMessage()
            .startsWith(missing + ": cannot be written: "));
    Path file = folder.resolve("net.onnx");
    OnnxWriter.write(model, file);
    assertArrayEquals(OnnxWriter.bytes(model), Files.readAllBytes(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
