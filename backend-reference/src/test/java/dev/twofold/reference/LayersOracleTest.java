package dev.twofold.reference;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Transpose;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// All other layers against ONNX Runtime.
class LayersOracleTest {

  private static final Shape IMAGES = Shape.nchw(2, 7, 5, 3);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 17})
  void batchNorm_anyChannels_isCloseToOnnxRuntime(int channels) {
    BatchNorm2d layer = new BatchNorm2d(channels, 1e-3);
    Tensor x = Data.floats(Shape.nchw(2, channels, 5, 2), 1);
    Map<String, Tensor> weights = new HashMap<>(Data.weights(layer, Data::floats));
    weights.computeIfPresent("running_var", (_, tensor) -> Data.magnitudes(tensor));
    Tensor expected =
        OnnxNode.of("BatchNormalization")
            .with("epsilon", 1e-3f)
            .input(x)
            .input(weights.get("weight"))
            .input(weights.get("bias"))
            .input(weights.get("running_mean"))
            .input(weights.get("running_var"))
            .run();
    Data.assertClose(expected, Runs.run(layer, weights, x));
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,7,9", "3,33,16", "1,17,33"})
  void linear_anySize_isWithinTheBoundOfOnnxRuntime(int rows, int in, int out) {
    Linear layer = new Linear(in, out, true);
    Tensor x = Data.floats(Shape.of(rows, in), 2);
    Map<String, Tensor> weights = Data.weights(layer, Data::floats);
    Tensor expected =
        OnnxNode.of("Gemm")
            .with("transB", 1)
            .input(x)
            .input(weights.get("weight"))
            .input(weights.get("bias"))
            .run();
    Tensor magnitudes = Runs.run(layer, Data.map(weights, Data::magnitudes), Data.magnitudes(x));
    Data.assertSums(expected, Runs.run(layer, weights, x), magnitudes, in + 1);
  }

  @ParameterizedTest
  @EnumSource
  void pad_everyMode_equalsOnnxRuntime(Pad.Mode mode) {
    Tensor x = Data.floats(IMAGES, 3);
    List<List<Integer>> sides =
        List.of(List.of(0, 0, 0, 0), List.of(0, 0, 1, 2), List.of(1, 6, 4, 0), List.of(0, 2, 0, 1));
    for (List<Integer> before : sides) {
      for (List<Integer> after : sides) {
        long[] pads =
            Stream.concat(before.stream(), after.stream()).mapToLong(Integer::intValue).toArray();
        Tensor expected =
            OnnxNode.of("Pad")
                .with("mode", mode.name().toLowerCase(Locale.ROOT))
                .input(x)
                .longs(pads)
                .scalar(-1.5f)
                .run();
        Data.assertSame(expected, Runs.run(new Pad(before, after, mode, -1.5f), x));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, -1, -3})
  void softmax_anyAxis_isCloseToOnnxRuntime(int axis) {
    Tensor x = Data.floats(IMAGES, 4);
    Data.assertClose(
        OnnxNode.of("Softmax").with("axis", axis).input(x).run(), Runs.run(new Softmax(axis), x));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,1,1",
    "1,1,7,2",
    "1,-1,-9,-3",
    "2,-3,2147483647,1",
    "2,9,-2147483648,-1",
    "-1,0,3,2",
    "-2,3,1,-1",
    "1,-100,-2,1",
    "1,4,0,-4",
    "1,-100,-2147483648,-1"
  })
  void slice_anyRange_equalsOnnxRuntime(int axis, int start, int end, int step) {
    Tensor x = Data.floats(IMAGES, 5);
    Tensor expected =
        OnnxNode.of("Slice").input(x).longs(start).longs(end).longs(axis).longs(step).run();
    Slice layer = new Slice(List.of(new Slice.Range(axis, start, end, step)));
    Data.assertSame(expected, Runs.run(layer, x));
  }

  static Stream<List<Integer>> permutations() {
    return Stream.of(
        List.of(0, 1, 2, 3), List.of(0, 2, 3, 1), List.of(3, 2, 1, 0), List.of(1, 3, 0, 2));
  }

  @ParameterizedTest
  @MethodSource("permutations")
  void transpose_anyOrder_equalsOnnxRuntime(List<Integer> order) {
    Tensor x = Data.floats(IMAGES, 6);
    int[] perm = order.stream().mapToInt(Integer::intValue).toArray();
    Data.assertSame(
        OnnxNode.of("Transpose").with("perm", perm).input(x).run(),
        Runs.run(new Transpose(order), x));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, -1})
  void concat_anyAxis_equalsOnnxRuntime(int axis) {
    Tensor a = Data.floats(IMAGES, 7);
    Tensor b = Data.floats(IMAGES.withDim(Math.floorMod(axis, 4), 4), 8);
    Data.assertSame(
        OnnxNode.of("Concat").with("axis", axis).input(a).input(b).input(a).run(),
        Runs.run(new Concat(axis), a, b, a));
  }

  @ParameterizedTest
  @EnumSource
  void elementwise_broadcasting_equalsOnnxRuntime(Elementwise.Operation operation) {
    String name = new Elementwise(operation).kind();
    List<Shape> shapes =
        List.of(
            IMAGES,
            Shape.nchw(2, 7, 1, 1),
            Shape.nchw(1, 1, 5, 3),
            Shape.of(3),
            Shape.of(5, 1),
            Shape.of());
    for (Shape left : shapes) {
      for (Shape right : shapes) {
        Tensor a = Data.floats(left, 9);
        Tensor b = Data.floats(right, 10);
        Data.assertSame(
            OnnxNode.of(name).input(a).input(b).run(), Runs.run(new Elementwise(operation), a, b));
      }
    }
  }

  /// From -12 to 12 in steps of 1/8, so that every bend is met exactly.
  private static Tensor line() {
    float[] values = new float[193];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 8f - 12;
    }
    return Tensor.of(Shape.of(values.length), values);
  }

  @Test
  void activation_allFunctions_areCloseToOnnxRuntime() {
    Tensor x = line();
    check(Activation.RELU, OnnxNode.of("Relu").input(x));
    check(Activation.RELU6, OnnxNode.of("Clip").input(x).scalar(0).scalar(6));
    check(Activation.clip(-1.5f, 2), OnnxNode.of("Clip").input(x).scalar(-1.5f).scalar(2));
    check(Activation.leakyRelu(0.1f), OnnxNode.of("LeakyRelu").with("alpha", 0.1f).input(x));
    check(Activation.SIGMOID, OnnxNode.of("Sigmoid").input(x));
    check(
        Activation.hardSigmoid(0.2f, 0.5f),
        OnnxNode.of("HardSigmoid").with("alpha", 0.2f).with("beta", 0.5f).input(x));
    check(Activation.HARD_SWISH, OnnxNode.of("HardSwish").input(x));
    check(Activation.TANH, OnnxNode.of("Tanh").input(x));
  }

  private static void check(Activation activation, OnnxNode node) {
    Data.assertClose(node.run(), Runs.run(activation, line()));
  }

  @Test
  void activation_silu_isTheElementTimesOnnxRuntimesSigmoid() {
    Tensor x = line();
    Tensor expected = OnnxNode.of("Sigmoid").input(x).run();
    for (int i = 0; i < x.floats().length; i++) {
      expected.floats()[i] *= x.floats()[i];
    }
    Tensor silu = Runs.run(Activation.SILU, x);
    for (int i = 0; i < x.floats().length; i++) {
      // The oracle's error grows with the factor.
      float scale = Math.max(1, Math.abs(x.floats()[i]));
      expected.floats()[i] /= scale;
      silu.floats()[i] /= scale;
    }
    Data.assertClose(expected, silu);
  }
}
