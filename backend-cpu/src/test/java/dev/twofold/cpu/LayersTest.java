package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every layer on awkward sizes, with every epilogue, on 1 to 4 threads, with and without vectors,
/// against the reference backend.
class LayersTest {

  private static final int[] CHANNELS = {1, 3, 7, 8, 9, 15, 16, 17, 33};
  private static final int[] SIZES = {1, 2, 5, 7, 14};

  private static Shape image(int n, int c, int size) {
    return Shape.nchw(n, c, size, size);
  }

  private static void check(Layer layer, Shape... inputs) {
    check(layer, Stream.of(inputs).map(TensorType::float32).toList());
  }

  private static void check(Layer layer, List<TensorType> inputs) {
    check(LayerCall.of("layer", layer, inputs));
  }

  private static void check(LayerCall call) {
    Harness.assertAgree(call);
  }

  static List<Window> windows() {
    List<Window> windows = new ArrayList<>();
    for (int kernel : new int[] {1, 2, 3, 5, 7}) {
      for (int stride = 1; stride <= 3; stride++) {
        windows.add(Window.same(kernel).withStride(stride));
      }
    }
    windows.add(Window.of(3));
    windows.add(Window.of(2).withStride(2));
    windows.add(Window.of(3).withStride(2).withPadding(0, 0, 1, 1));
    windows.add(Window.of(5).withStride(2).withPadding(1, 1, 2, 2));
    windows.add(Window.same(3).withDilation(2));
    windows.add(Window.of(3).withPadding(2).withDilation(2).withStride(2));
    windows.add(Window.of(1, 3).withPadding(0, 1, 0, 1));
    windows.add(Window.of(3, 2).withStride(1, 2));
    windows.add(Window.of(5).withPadding(4));
    return windows;
  }

  private static boolean fits(Window window, int size) {
    return size + window.padTop() + window.padBottom()
            >= window.dilationH() * (window.kernelH() - 1) + 1
        && size + window.padLeft() + window.padRight()
            >= window.dilationW() * (window.kernelW() - 1) + 1;
  }

  @ParameterizedTest
  @MethodSource("windows")
  void depthwise_awkwardSizes_equalsReference(Window window) {
    for (int size : SIZES) {
      if (fits(window, size)) {
        for (int channels : CHANNELS) {
          check(new DepthwiseConv2d(channels, 1, window, true), image(2, channels, size));
        }
        check(new DepthwiseConv2d(9, 2, window, false), image(1, 9, size));
      }
    }
  }

  @Test
  void pointwise_awkwardSizes_equalsReference() {
    for (int size : SIZES) {
      for (int in : CHANNELS) {
        for (int out : new int[] {1, 8, 24, 33, 72}) {
          check(new PointwiseConv2d(in, out, out != 24), image(2, in, size));
        }
      }
    }
    check(new PointwiseConv2d(64, 160, true), image(1, 64, 14));
    check(new PointwiseConv2d(160, 256, true), image(1, 160, 7));
  }

  @ParameterizedTest
  @MethodSource("windows")
  void regular_awkwardSizes_equalsReference(Window window) {
    for (int size : SIZES) {
      if (fits(window, size)) {
        for (int in : new int[] {1, 3, 8, 17}) {
          check(new Conv2d(in, 9, window, 1, true), image(2, in, size));
        }
        check(new Conv2d(6, 9, window, 3, true), image(2, 6, size));
      }
    }
    check(new Conv2d(3, 32, window, 1, false), image(1, 3, 33));
  }

  @Test
  void regular_isDividedByPixelsAndByPanels_equalsReference() {
    check(new Conv2d(8, 16, Window.same(3), 1, true), Shape.nchw(1, 8, 1, 400));
    check(new Conv2d(256, 128, Window.same(3), 1, true), image(1, 256, 7));
  }

  @Test
  void regular_oneRow_isDividedBetweenThreads() {
    Layer layer = new Conv2d(64, 64, Window.same(3), 1, true);
    TensorType row = TensorType.float32(Shape.nchw(1, 64, 1, 400));
    LayerCall call = LayerCall.of("layer", layer, List.of(row));
    Weights weights = Harness.weights(layer);
    try (CpuBackend alone = Harness.open(1, "auto");
        CpuBackend pair = Harness.open(2, "auto");
        Kernel one = alone.prepare(call, weights);
        Kernel two = pair.prepare(call, weights)) {
      assertTrue(two.workspaceElements() > one.workspaceElements(), "a part for each thread");
    }
  }

  @Test
  void transposed_awkwardSizes_equalsReference() {
    for (int size : new int[] {1, 2, 5, 7}) {
      for (int groups = 1; groups <= 2; groups++) {
        Window half = Window.of(2).withStride(2);
        check(new ConvTranspose2d(6, 4 * groups, half, 0, 0, groups, true), image(2, 6, size));
        Window overlapping = Window.of(3).withStride(2).withPadding(1);
        check(
            new ConvTranspose2d(6, 8 * groups, overlapping, 1, 1, groups, false),
            image(1, 6, size));
        Window sparse = Window.of(2).withStride(3);
        check(new ConvTranspose2d(6, 4, sparse, 0, 1, 1, true), image(1, 6, size));
      }
    }
  }

  @Test
  void linear_anyRank_equalsReference() {
    check(new Linear(17, 33, true), Shape.of(1, 17));
    check(new Linear(17, 10, false), Shape.of(5, 17));
    check(new Linear(7, 9, true), Shape.of(7));
    check(new Linear(7, 9, true), Shape.of(2, 3, 4, 7));
    check(new Linear(640, 1000, true), Shape.of(1, 640));
  }

  @Test
  void batchNorm_awkwardChannels_equalsReference() {
    for (int channels : CHANNELS) {
      check(BatchNorm2d.of(channels), image(2, channels, 5));
    }
  }

  static List<Activation> activations() {
    return List.of(
        Activation.RELU,
        Activation.RELU6,
        Activation.clip(-1, 2),
        Activation.SIGMOID,
        Activation.HARD_SIGMOID,
        Activation.HARD_SWISH,
        Activation.SILU,
        Activation.TANH,
        Activation.leakyRelu(0.25f));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activation_aloneAndAsEpilogue_equalsReference(Activation activation) {
    check(activation, image(2, 17, 5));
    check(activation, Shape.of(3, 5));
    check(activation, Shape.of());
    check(activation, Shape.of(5000));
    Epilogue.Stage act = new Epilogue.Activate(activation);
    Epilogue.Stage add = new Epilogue.AddResidual();
    List<LayerCall> calls = new ArrayList<>();
    for (Layer layer : layersForEpilogues()) {
      calls.add(LayerCall.of("layer", layer, List.of(TensorType.float32(image(2, 9, 7)))));
    }
    calls.add(
        LayerCall.of(
            "add",
            Elementwise.ADD,
            List.of(TensorType.float32(image(2, 9, 7)), TensorType.float32(Shape.of(9, 1, 1)))));
    for (LayerCall call : calls) {
      check(call.then(act));
      check(call.then(add));
      check(call.then(act).then(add));
      check(call.then(add).then(act));
    }
  }

  private static List<Layer> layersForEpilogues() {
    return List.of(
        new DepthwiseConv2d(9, 1, Window.same(3), true),
        new DepthwiseConv2d(9, 2, Window.same(5), true),
        new PointwiseConv2d(9, 33, true),
        new Conv2d(9, 17, Window.same(3), 1, true),
        new Conv2d(9, 9, Window.same(3), 3, true),
        new ConvTranspose2d(9, 8, Window.of(2).withStride(2), 0, 0, 1, true),
        new Linear(7, 9, true),
        BatchNorm2d.of(9),
        Activation.SIGMOID,
        Pool2d.max(Window.of(2)),
        Pool2d.average(Window.same(3)),
        new GlobalAveragePool(),
        Resize.linear(5, 9),
        Resize.nearest(2),
        new Resize(
            Resize.Mode.CUBIC,
            Resize.Coordinates.HALF_PIXEL,
            Resize.Rounding.FLOOR,
            new Resize.Size(5, 9)),
        new Softmax(1),
        new Pad(List.of(0, 0, 1, 0), List.of(0, 0, 0, 2), Pad.Mode.CONSTANT, 1.5f));
  }

  @Test
  void stem_everyEpilogue_equalsReference() {
    LayerCall call =
        LayerCall.of(
            "stem",
            new Conv2d(3, 24, Window.same(3).withStride(2), 1, true),
            List.of(TensorType.float32(image(2, 3, 33))));
    Epilogue.Stage act = new Epilogue.Activate(Activation.HARD_SWISH);
    Epilogue.Stage add = new Epilogue.AddResidual();
    check(call);
    check(call.then(act));
    check(call.then(new Epilogue.Activate(Activation.RELU6)).then(add));
    check(call.then(add).then(act));
  }

  static Stream<Arguments> broadcasts() {
    return Stream.of(
        Arguments.of(image(2, 17, 5), image(2, 17, 5)),
        Arguments.of(image(2, 17, 5), image(1, 17, 1)),
        Arguments.of(image(2, 17, 5), image(2, 17, 1)),
        Arguments.of(image(2, 17, 1), image(2, 17, 5)),
        Arguments.of(image(2, 17, 5), image(2, 1, 5)),
        Arguments.of(image(2, 17, 5), Shape.of()),
        Arguments.of(Shape.of(), image(2, 17, 5)),
        Arguments.of(image(2, 17, 5), Shape.of(17, 1, 1)),
        Arguments.of(image(2, 17, 5), Shape.of(5)),
        Arguments.of(image(2, 17, 5), Shape.of(5, 5)),
        Arguments.of(image(2, 17, 5), Shape.of(17, 5, 5)),
        Arguments.of(Shape.of(17, 1, 5), image(2, 1, 5)),
        Arguments.of(Shape.of(3, 1), Shape.of(7)),
        Arguments.of(Shape.of(2, 1, 3, 4, 5), Shape.of(6, 1, 1, 5)),
        Arguments.of(image(2, 64, 40), image(2, 64, 40)));
  }

  @ParameterizedTest
  @MethodSource("broadcasts")
  void elementwise_broadcasts_equalsReference(Shape a, Shape b) {
    check(Elementwise.ADD, a, b);
    check(Elementwise.SUB, a, b);
    check(Elementwise.MUL, a, b);
    check(Elementwise.DIV, a, b);
  }

  @ParameterizedTest
  @EnumSource
  void mathFunction_awkwardSizes_equalsReference(MathFunction.Function function) {
    MathFunction layer = new MathFunction(function);
    if (function.arguments() == 1) {
      check(layer, image(2, 17, 5));
      check(layer, Shape.of());
      check(layer, Shape.of(5000));
    } else {
      broadcasts().forEach(pair -> check(layer, (Shape) pair.get()[0], (Shape) pair.get()[1]));
    }
    Shape image = image(2, 9, 7);
    List<TensorType> inputs =
        List.of(TensorType.float32(image), TensorType.float32(Shape.of(9, 1, 1)));
    LayerCall call = LayerCall.of("layer", layer, inputs.subList(0, function.arguments()));
    check(call.then(new Epilogue.AddResidual()));
    check(call.then(new Epilogue.Activate(Activation.RELU6)));
  }

  @Test
  void select_broadcasts_equalsReference() {
    Select layer = new Select();
    Shape image = image(2, 17, 5);
    Shape channels = Shape.of(17, 1, 1);
    for (Shape which : List.of(image, channels, Shape.of())) {
      for (Shape a : List.of(image, channels, Shape.of(5), Shape.of())) {
        check(layer, which, a, image);
        check(layer, which, image, a);
      }
    }
    check(layer, Shape.of(700), Shape.of(1), Shape.of(3, 700));
    check(layer, Shape.of(3, 1), Shape.of(7), Shape.of());
    check(
        LayerCall.of(
                "layer", layer, Stream.of(image, image, channels).map(TensorType::float32).toList())
            .then(new Epilogue.AddResidual()));
  }

  @Test
  void argMax_everyAxis_equalsReference() {
    for (int axis = -4; axis < 4; axis++) {
      for (boolean last : new boolean[] {false, true}) {
        check(new ArgMax(axis, false, last), Shape.nchw(2, 17, 5, 3));
        check(new ArgMax(axis, true, last), Shape.nchw(2, 17, 5, 33));
      }
    }
    check(new ArgMax(-1, false, false), Shape.of(2, 1000));
    check(new ArgMax(0, true, true), Shape.of(7));
  }

  @Test
  void cast_everyPair_equalsReference() {
    for (Shape shape : List.of(image(2, 3, 5), Shape.of(), Shape.of(3000))) {
      for (DataType from : DataType.values()) {
        for (DataType to : DataType.values()) {
          check(new Cast(to), List.of(new TensorType(shape, from)));
        }
      }
    }
    LayerCall call =
        LayerCall.of(
            "layer", new Cast(DataType.FLOAT32), List.of(TensorType.int32(image(2, 3, 5))));
    check(call.then(new Epilogue.Activate(Activation.RELU6)));
  }

  @Test
  void matmul_stacksAndAwkwardSizes_equalsReference() {
    MatMul layer = new MatMul();
    for (int rows : new int[] {1, 3, 7, 13}) {
      for (int columns : new int[] {1, 8, 9, 17, 33, 49, 65, 300}) {
        check(layer, Shape.of(rows, 5), Shape.of(5, columns));
        check(layer, Shape.of(2, 3, rows, 4), Shape.of(3, 4, columns));
      }
    }
    check(layer, Shape.of(2, 3, 5, 7), Shape.of(2, 1, 7, 4));
    check(layer, Shape.of(2, 1, 5, 7), Shape.of(2, 3, 7, 4));
    check(layer, Shape.of(5, 7), Shape.of(2, 3, 7, 4));
    check(layer, Shape.of(3, 1, 2, 5, 7), Shape.of(1, 4, 2, 7, 9));
    check(layer, Shape.of(12, 49, 32), Shape.of(12, 32, 49));
    check(layer, Shape.of(197, 64), Shape.of(64, 197));
    LayerCall call =
        LayerCall.of(
            "layer",
            layer,
            List.of(TensorType.float32(Shape.of(2, 5, 7)), TensorType.float32(Shape.of(7, 60))));
    check(call.then(new Epilogue.AddResidual()));
    check(call.then(new Epilogue.Activate(Activation.RELU6)));
    check(call.then(new Epilogue.Activate(Activation.SILU)).then(new Epilogue.AddResidual()));
  }

  @Test
  void pooling_awkwardSizes_equalsReference() {
    for (int channels : new int[] {1, 8, 17}) {
      for (int size : new int[] {2, 5, 7, 14}) {
        for (Window window :
            List.of(
                Window.of(2).withStride(2),
                Window.of(3).withStride(2).withPadding(1),
                Window.of(2).withStride(3),
                Window.same(3))) {
          if (!fits(window, size)) {
            continue;
          }
          Shape shape = image(2, channels, size);
          check(Pool2d.max(window), shape);
          check(Pool2d.maxWithIndices(window), shape);
          check(Pool2d.average(window), shape);
          for (boolean ceil : new boolean[] {false, true}) {
            check(new Pool2d(Pool2d.Reduction.AVERAGE, window, ceil, false, false), shape);
            check(new Pool2d(Pool2d.Reduction.AVERAGE, window, ceil, true, false), shape);
            check(new Pool2d(Pool2d.Reduction.MAX, window, ceil, false, true), shape);
          }
        }
        check(new GlobalAveragePool(), image(2, channels, size));
        check(new GlobalAveragePool(), image(1, channels, size));
      }
    }
    Window dilated = Window.of(2).withDilation(3).withPadding(1);
    check(new Pool2d(Pool2d.Reduction.MAX, dilated, false, false, true), image(1, 5, 3));
  }

  @Test
  void maxUnpool_indicesOfAPooling_equalsReference() {
    Window window = Window.of(2).withStride(2);
    for (int size : new int[] {2, 5, 7}) {
      Shape pooled = image(2, 9, size);
      Shape small = image(2, 9, size / 2);
      check(
          MaxUnpool2d.to(window, pooled),
          List.of(TensorType.float32(small), TensorType.int32(small)));
    }
  }

  static Stream<Resize> resizes() {
    List<Resize> resizes = new ArrayList<>();
    for (Resize.Coordinates coordinates : Resize.Coordinates.values()) {
      for (Resize.Target target :
          List.of(
              new Resize.Size(9, 4),
              new Resize.Size(1, 1),
              new Resize.Scale(2, 2),
              new Resize.Scale(0.6, 1.7))) {
        for (Resize.Rounding rounding : Resize.Rounding.values()) {
          resizes.add(new Resize(Resize.Mode.NEAREST, coordinates, rounding, target));
        }
        resizes.add(
            new Resize(
                Resize.Mode.LINEAR, coordinates, Resize.Rounding.ROUND_PREFER_FLOOR, target));
        for (boolean insideOnly : new boolean[] {false, true}) {
          resizes.add(
              new Resize(
                  Resize.Mode.CUBIC,
                  coordinates,
                  Resize.Rounding.ROUND_PREFER_FLOOR,
                  target,
                  insideOnly ? -0.5 : -0.75,
                  insideOnly));
        }
      }
    }
    return resizes.stream();
  }

  @ParameterizedTest
  @MethodSource("resizes")
  void resize_everyMode_equalsReference(Resize resize) {
    check(resize, image(2, 3, 5));
    check(resize, Shape.nchw(1, 33, 7, 2));
  }

  @Test
  void moves_anyRank_equalsReference() {
    for (Pad.Mode mode : Pad.Mode.values()) {
      check(new Pad(List.of(0, 0, 2, 1), List.of(0, 1, 0, 3), mode, 2), image(2, 3, 5));
      check(new Pad(List.of(1), List.of(2), mode, 2), Shape.of(4));
    }
    Slice.Range backwards = new Slice.Range(-1, -1, Integer.MIN_VALUE, -2);
    check(new Slice(List.of(new Slice.Range(1, 2, 9, 3), backwards)), image(2, 17, 7));
    check(new Slice(List.of(new Slice.Range(0, 1, 4, 1))), Shape.of(5, 3));
    check(new Transpose(List.of(0, 2, 3, 1)), Shape.nchw(2, 3, 5, 7));
    check(new Transpose(List.of(3, 1, 0, 2)), Shape.nchw(2, 17, 5, 7));
    check(new Transpose(List.of(1, 0)), Shape.of(33, 17));
    check(new Transpose(List.of()), Shape.of());
    check(new Identity("Identity"), image(2, 3, 5));
    check(new Identity("Identity"), Shape.of(7));
  }

  @Test
  void concat_everyAxis_equalsReference() {
    for (int axis = -4; axis < 4; axis++) {
      Shape first = Shape.nchw(2, 3, 5, 7);
      Shape second = first.withDim(Math.floorMod(axis, 4), 9);
      check(new Concat(axis), first, second, first);
    }
    check(new Concat(0), Shape.of(3), Shape.of(4));
    LayerCall call =
        LayerCall.of(
            "concat",
            Concat.CHANNELS,
            List.of(TensorType.float32(image(1, 3, 5)), TensorType.float32(image(1, 6, 5))));
    check(call.then(new Epilogue.AddResidual()));
  }

  @Test
  void softmax_everyAxis_equalsReference() {
    for (int axis = -4; axis < 4; axis++) {
      check(new Softmax(axis), Shape.nchw(2, 17, 5, 3));
    }
    check(new Softmax(-1), Shape.of(2, 1000));
    check(new Softmax(0), Shape.of(33, 17));
  }

  @Test
  void everyLayer_largeEnough_splitsAmongThreads() {
    check(new DepthwiseConv2d(64, 1, Window.same(3), true), image(1, 64, 56));
    check(new PointwiseConv2d(64, 64, true), image(1, 64, 28));
    check(new PointwiseConv2d(512, 512, true), image(1, 512, 4));
    check(new Conv2d(16, 16, Window.same(3), 1, true), image(1, 16, 28));
    check(new Conv2d(3, 32, Window.same(3).withStride(2), 1, true), image(1, 3, 64));
    check(new ConvTranspose2d(32, 32, Window.of(2).withStride(2), 0, 0, 1, true), image(1, 32, 28));
    check(Pool2d.max(Window.same(3)), image(1, 64, 56));
    check(new GlobalAveragePool(), image(1, 320, 28));
    check(Resize.linear(112, 112), image(1, 32, 56));
    check(
        new Resize(
            Resize.Mode.CUBIC,
            Resize.Coordinates.HALF_PIXEL,
            Resize.Rounding.FLOOR,
            new Resize.Size(80, 80)),
        image(1, 32, 56));
    check(Activation.SILU, image(1, 64, 56));
    check(new MathFunction(MathFunction.Function.ERF), image(1, 64, 56));
    check(new MathFunction(MathFunction.Function.MAX), image(1, 64, 56), image(1, 64, 1));
    check(new Select(), image(1, 64, 56), image(1, 64, 56), Shape.of());
    check(new ArgMax(1, false, false), image(1, 21, 128));
    check(new ArgMax(0, false, false), Shape.of(3, 5, 9000));
    check(new MatMul(), Shape.of(4, 100, 64), Shape.of(4, 64, 100));
    check(Concat.CHANNELS, image(1, 64, 56), image(1, 32, 56));
    check(Elementwise.MUL, image(1, 64, 56), image(1, 64, 1));
    check(BatchNorm2d.of(64), image(1, 64, 56));
    check(new Softmax(1), image(1, 21, 64));
  }

  @Test
  void supports_kernelNames_sayWhatRuns() {
    try (CpuBackend backend = Harness.open(2, "auto")) {
      assertName(
          "depthwise_nhwc_f32_3x3_s1",
          backend,
          new DepthwiseConv2d(64, 1, Window.same(3), true),
          image(1, 64, 14));
      assertName(
          "depthwise_nhwc_f32_7x7_s1_general",
          backend,
          new DepthwiseConv2d(64, 1, Window.same(7), true),
          image(1, 64, 14));
      assertName("add_nhwc_f32", backend, Elementwise.ADD, image(1, 3, 5), image(1, 3, 5));
      assertName("softmax_nchw_f32", backend, new Softmax(1), Shape.of(1, 10));
    }
  }

  private static void assertName(String name, CpuBackend backend, Layer layer, Shape... inputs) {
    LayerCall call =
        LayerCall.of("layer", layer, Stream.of(inputs).map(TensorType::float32).toList());
    assertEquals(name, assertInstanceOf(Support.Yes.class, backend.supports(call)).kernel());
  }
}
