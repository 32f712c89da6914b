package dev.twofold.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Window;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pooling against ONNX Runtime.
class PoolOracleTest {

  private static final List<Window> WINDOWS =
      List.of(
          Window.of(1).withStride(2),
          Window.of(2).withStride(2),
          Window.same(3).withStride(2),
          Window.of(3).withStride(2),
          Window.of(2, 3).withStride(3, 2).withPadding(1, 2, 0, 1),
          Window.of(3, 2).withStride(1, 4).withPadding(0, 1, 2, 0));

  private static final List<Shape> SHAPES =
      List.of(
          Shape.nchw(1, 1, 3, 4),
          Shape.nchw(2, 3, 5, 7),
          Shape.nchw(1, 9, 7, 6),
          Shape.nchw(1, 17, 14, 14),
          Shape.nchw(2, 2, 8, 9));

  record Case(Pool2d layer, Shape input) {}

  static Stream<Case> max() {
    Window dilated = Window.of(2, 3).withDilation(3, 1).withPadding(1, 0, 1, 1);
    return Stream.concat(WINDOWS.stream(), Stream.of(dilated))
        .flatMap(window ->
            Stream.of(false, true)
                .map(ceil -> new Pool2d(Pool2d.Reduction.MAX, window, ceil, false, true)))
        .flatMap(layer -> SHAPES.stream().map(shape -> new Case(layer, shape)));
  }

  static Stream<Case> average() {
    return WINDOWS.stream()
        .flatMap(window ->
            Stream.of(0, 1, 2, 3)
                .map(bits ->
                    new Pool2d(Pool2d.Reduction.AVERAGE, window, bits > 1, bits % 2 > 0, false)))
        .flatMap(layer -> SHAPES.stream().map(shape -> new Case(layer, shape)));
  }

  /// Maps smaller than the kernel, which ceil mode takes.
  static Stream<Case> small() {
    return Stream.of(
        new Case(
            new Pool2d(Pool2d.Reduction.MAX, Window.of(3).withStride(2), true, false, true),
            Shape.nchw(1, 2, 2, 3)),
        new Case(
            new Pool2d(Pool2d.Reduction.MAX, Window.of(3, 5).withStride(3), true, false, true),
            Shape.nchw(1, 2, 1, 4)));
  }

  static Stream<Shape> shapes() {
    return SHAPES.stream();
  }

  private static OnnxNode node(String operator, Pool2d layer, Tensor x) {
    Window window = layer.window();
    return window(operator, window)
        .with("ceil_mode", layer.ceilMode() ? 1 : 0)
        .with("dilations", new int[] {window.dilationH(), window.dilationW()})
        .input(x);
  }

  private static OnnxNode window(String operator, Window window) {
    return OnnxNode.of(operator)
        .with("kernel_shape", new int[] {window.kernelH(), window.kernelW()})
        .with("strides", new int[] {window.strideH(), window.strideW()})
        .with(
            "pads",
            new int[] {window.padTop(), window.padLeft(), window.padBottom(), window.padRight()});
  }

  /// ONNX counts indices over the whole tensor, not over the plane.
  private static void assertPlaces(Tensor overall, Tensor perPlane, int plane) {
    assertEquals(overall.shape(), perPlane.shape());
    int planeOut = perPlane.shape().h() * perPlane.shape().w();
    for (int i = 0; i < overall.ints().length; i++) {
      assertEquals(overall.ints()[i], perPlane.ints()[i] + i / planeOut * plane, "element " + i);
    }
  }

  @ParameterizedTest
  @MethodSource({"max", "small"})
  void max_elementsAndIndices_equalOnnxRuntime(Case it) {
    for (Tensor x : List.of(Data.integers(it.input(), 3), Data.floats(it.input(), 4))) {
      List<Tensor> expected = node("MaxPool", it.layer(), x).run(DataType.FLOAT32, DataType.INT32);
      List<Tensor> actual = Runs.outputs(it.layer(), x);
      Data.assertSame(expected.get(0), actual.get(0));
      assertPlaces(expected.get(1), actual.get(1), it.input().h() * it.input().w());
    }
  }

  @ParameterizedTest
  @MethodSource("average")
  void average_everyMode_isCloseToOnnxRuntime(Case it) {
    Tensor x = Data.floats(it.input(), 5);
    Tensor expected =
        node("AveragePool", it.layer(), x)
            .with("count_include_pad", it.layer().countIncludePad() ? 1 : 0)
            .run();
    Data.assertClose(expected, Runs.run(it.layer(), x));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void globalAverage_anySize_isCloseToOnnxRuntime(Shape shape) {
    Tensor x = Data.floats(shape, 6);
    Data.assertClose(
        OnnxNode.of("GlobalAveragePool").input(x).run(), Runs.run(new GlobalAveragePool(), x));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void unpool_ofAPooling_equalsOnnxRuntime(Shape shape) {
    Window window = Window.of(2).withStride(2);
    Tensor x = Data.integers(shape, 7);
    List<Tensor> pooled = Runs.outputs(Pool2d.maxWithIndices(window), x);
    MaxUnpool2d layer = MaxUnpool2d.to(window, shape);
    Tensor overall = Tensor.ofInts(pooled.get(1).shape(), pooled.get(1).ints().clone());
    int planeIn = overall.shape().h() * overall.shape().w();
    for (int i = 0; i < overall.ints().length; i++) {
      overall.ints()[i] += i / planeIn * shape.h() * shape.w();
    }
    Tensor expected =
        window("MaxUnpool", window)
            .input(pooled.get(0))
            .input(overall)
            .longs(shape.n(), shape.c(), shape.h(), shape.w())
            .run();
    Data.assertSame(expected, Runs.run(layer, pooled.get(0), pooled.get(1)));
  }
}
