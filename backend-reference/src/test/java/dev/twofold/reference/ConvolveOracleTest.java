package dev.twofold.reference;

import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Convolutions against ONNX Runtime: exact on small integers, within the error bound on floats.
class ConvolveOracleTest {

  private static final List<Window> WINDOWS =
      List.of(
          Window.of(1),
          Window.same(3),
          Window.same(3).withStride(2),
          Window.same(5),
          Window.of(3).withPadding(2).withDilation(2),
          Window.of(2, 3).withStride(3, 1).withPadding(1, 2, 0, 1),
          Window.of(1, 2).withStride(2, 3).withPadding(0, 1, 1, 0).withDilation(1, 2),
          Window.of(7).withPadding(4).withStride(5));

  private static final List<Integer> CHANNELS = List.of(1, 3, 7, 8, 9, 15, 16, 17, 33);

  private static final List<Shape> MAPS =
      List.of(Shape.of(1, 1), Shape.of(2, 5), Shape.of(5, 2), Shape.of(7, 7), Shape.of(14, 14));

  record Case(Convolution layer, Shape input) {}

  private static Case on(Convolution layer, int batch, Shape map) {
    return new Case(layer, Shape.nchw(batch, layer.inChannels(), map.dim(0), map.dim(1)));
  }

  private static boolean fits(Case it) {
    try {
      Shape input = it.input();
      it.layer().outputs(List.of(TensorType.float32(input)));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Every window on every map, the channels taken in turn.
  static Stream<Case> depthwise() {
    return IntStream.range(0, WINDOWS.size() * MAPS.size())
        .mapToObj(i -> {
          Window window = WINDOWS.get(i / MAPS.size());
          int channels = CHANNELS.get(i % CHANNELS.size());
          Convolution layer = new DepthwiseConv2d(channels, 1 + i % 2, window, i % 3 == 0);
          return on(layer, 1 + i % 2, MAPS.get(i % MAPS.size()));
        })
        .filter(ConvolveOracleTest::fits);
  }

  static Stream<Case> pointwise() {
    return IntStream.range(0, CHANNELS.size() * CHANNELS.size())
        .mapToObj(i ->
            on(
                new PointwiseConv2d(
                    CHANNELS.get(i / CHANNELS.size()),
                    CHANNELS.get(i % CHANNELS.size()),
                    i % 2 == 0),
                1 + i % 2,
                MAPS.get(i % MAPS.size())));
  }

  static Stream<Case> regularAndGrouped() {
    return IntStream.range(0, WINDOWS.size() * MAPS.size())
        .mapToObj(i -> {
          Window window = WINDOWS.get(i / MAPS.size());
          int groups = 1 + i % 3;
          int in = groups * (1 + i % 4);
          int out = groups * (1 + i % 5);
          return on(
              new Conv2d(in, out, window, groups, i % 2 == 0),
              1 + i % 2,
              MAPS.get(i % MAPS.size()));
        })
        .filter(ConvolveOracleTest::fits);
  }

  static Stream<Case> transposed() {
    return IntStream.range(0, WINDOWS.size() * MAPS.size())
        .mapToObj(i -> {
          Window window = WINDOWS.get(i / MAPS.size());
          int groups = 1 + i % 3;
          int extraRows = window.strideH() > 1 ? 1 : 0;
          int extraColumns = window.strideW() > 2 ? 2 : 0;
          return on(
              new ConvTranspose2d(
                  groups * (1 + i % 4),
                  groups * (1 + i % 5),
                  window,
                  extraRows,
                  extraColumns,
                  groups,
                  i % 2 == 0),
              1 + i % 2,
              MAPS.get(i % MAPS.size()));
        })
        .filter(ConvolveOracleTest::fits);
  }

  private static Tensor oracle(Convolution layer, Map<String, Tensor> weights, Tensor x) {
    Window window = layer.window();
    OnnxNode node =
        OnnxNode.of(layer instanceof ConvTranspose2d ? "ConvTranspose" : "Conv")
            .with("group", layer.groups())
            .with("strides", new int[] {window.strideH(), window.strideW()})
            .with("dilations", new int[] {window.dilationH(), window.dilationW()})
            .with(
                "pads",
                new int[] {
                  window.padTop(), window.padLeft(), window.padBottom(), window.padRight()
                });
    if (layer instanceof ConvTranspose2d transposed) {
      node.with(
          "output_padding", new int[] {transposed.outputPaddingH(), transposed.outputPaddingW()});
    }
    node.input(x).input(weights.get("weight"));
    if (layer.bias()) {
      node.input(weights.get("bias"));
    }
    return node.run();
  }

  private static long terms(Convolution layer) {
    return (long) layer.inChannels() / layer.groups() * layer.window().kernelElements() + 1;
  }

  @ParameterizedTest
  @MethodSource({"depthwise", "pointwise", "regularAndGrouped", "transposed"})
  void convolution_integers_equalsOnnxRuntime(Case it) {
    Tensor x = Data.integers(it.input(), 1);
    Map<String, Tensor> weights = Data.weights(it.layer(), Data::integers);
    Data.assertSame(oracle(it.layer(), weights, x), Runs.run(it.layer(), weights, x));
  }

  @ParameterizedTest
  @MethodSource({"depthwise", "pointwise", "regularAndGrouped", "transposed"})
  void convolution_floats_isWithinTheBoundOfOnnxRuntime(Case it) {
    Tensor x = Data.floats(it.input(), 1);
    Map<String, Tensor> weights = Data.weights(it.layer(), Data::floats);
    Tensor magnitudes =
        Runs.run(it.layer(), Data.map(weights, Data::magnitudes), Data.magnitudes(x));
    Data.assertSums(
        oracle(it.layer(), weights, x),
        Runs.run(it.layer(), weights, x),
        magnitudes,
        terms(it.layer()));
  }
}
