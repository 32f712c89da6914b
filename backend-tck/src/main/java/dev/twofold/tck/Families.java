package dev.twofold.tck;

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
import dev.twofold.graph.Window;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Every layer on awkward sizes: channels around multiples of vectors, maps smaller than kernels,
/// strides above kernels, dilation, channel multiplier 2, batch 2.
final class Families {

  private static final int[] CHANNELS = {1, 3, 7, 8, 9, 15, 16, 17, 33};
  private static final int[] SIZES = {1, 2, 5, 7, 14};

  private static final List<Activation> ACTIVATIONS =
      List.of(
          Activation.RELU,
          Activation.RELU6,
          Activation.clip(-1, 2),
          Activation.leakyRelu(0.25f),
          Activation.SIGMOID,
          Activation.HARD_SIGMOID,
          Activation.HARD_SWISH,
          Activation.SILU,
          Activation.TANH);

  private final Map<String, List<LayerCall>> calls = new TreeMap<>();

  private Families() {}

  /// All families, by id.
  static List<Family> all() {
    Families families = new Families();
    windows().forEach(families::convolutions);
    families.products();
    families.transposed();
    families.pooling();
    families.points();
    families.epilogues();
    families.moves();
    return families.calls.entrySet().stream()
        .map(entry -> new Family(entry.getKey(), entry.getValue()))
        .toList();
  }

  private void add(String id, Layer layer, Shape... inputs) {
    add(id, Family.call(layer, inputs));
  }

  private void add(String id, LayerCall call) {
    calls.computeIfAbsent(id, _ -> new ArrayList<>()).add(call);
  }

  private static Shape image(int n, int c, int size) {
    return Shape.nchw(n, c, size, size);
  }

  private static Map<String, Window> windows() {
    Map<String, Window> windows = new TreeMap<>();
    for (int kernel : new int[] {1, 2, 3, 5, 7}) {
      for (int stride = 1; stride <= 3; stride++) {
        windows.put(
            "%dx%d-s%d".formatted(kernel, kernel, stride), Window.same(kernel).withStride(stride));
      }
    }
    windows.put("3x3-unpadded", Window.of(3));
    windows.put("3x3-s2-uneven-padding", Window.of(3).withStride(2).withPadding(0, 0, 1, 1));
    windows.put("3x3-dilated", Window.same(3).withDilation(2));
    windows.put("3x3-s2-dilated", Window.of(3).withPadding(2).withDilation(2).withStride(2));
    windows.put("1x3", Window.of(1, 3).withPadding(0, 1, 0, 1));
    windows.put("3x2-s1x2", Window.of(3, 2).withStride(1, 2));
    windows.put("5x5-wide-padding", Window.of(5).withPadding(4));
    return windows;
  }

  private static boolean fits(Window window, int size) {
    return size + window.padTop() + window.padBottom()
            >= window.dilationH() * (window.kernelH() - 1) + 1
        && size + window.padLeft() + window.padRight()
            >= window.dilationW() * (window.kernelW() - 1) + 1;
  }

  private void convolutions(String name, Window window) {
    for (int size : SIZES) {
      if (!fits(window, size)) {
        continue;
      }
      for (int channels : CHANNELS) {
        int batch = channels % 4 == 3 ? 2 : 1;
        add(
            "depthwise-" + name,
            new DepthwiseConv2d(channels, 1, window, channels % 2 == 1),
            image(batch, channels, size));
      }
      add("depthwise-multiplier-2", new DepthwiseConv2d(9, 2, window, true), image(1, 9, size));
      for (int in : new int[] {1, 3, 8, 17}) {
        add("regular-" + name, new Conv2d(in, 9, window, 1, true), image(2, in, size));
      }
      add("grouped-" + name, new Conv2d(6, 9, window, 3, true), image(2, 6, size));
    }
  }

  private void products() {
    for (int size : SIZES) {
      for (int in : CHANNELS) {
        for (int out : new int[] {1, 8, 24, 33}) {
          add("pointwise", new PointwiseConv2d(in, out, out != 24), image(in % 2 + 1, in, size));
        }
      }
    }
    add("pointwise-wide", new PointwiseConv2d(160, 256, true), image(1, 160, 3));
    add("pointwise-wide", new PointwiseConv2d(64, 160, true), image(1, 64, 7));
    add("linear", new Linear(17, 33, true), Shape.of(1, 17));
    add("linear", new Linear(17, 10, false), Shape.of(5, 17));
    add("linear", new Linear(7, 9, true), Shape.of(7));
    add("linear", new Linear(7, 9, true), Shape.of(2, 3, 4, 7));
    add("linear", new Linear(640, 100, true), Shape.of(1, 640));
    add("matmul", new MatMul(), Shape.of(5, 17), Shape.of(17, 9));
    add("matmul", new MatMul(), Shape.of(2, 3, 5, 7), Shape.of(2, 1, 7, 4));
    add("matmul", new MatMul(), Shape.of(3, 1, 8), Shape.of(8, 16));
    for (int channels : CHANNELS) {
      add("batchnorm", BatchNorm2d.of(channels), image(2, channels, 5));
    }
  }

  private void transposed() {
    Window half = Window.of(2).withStride(2);
    Window overlapping = Window.of(3).withStride(2).withPadding(1);
    for (int size : new int[] {1, 2, 5, 7}) {
      for (int groups = 1; groups <= 2; groups++) {
        add(
            "transposed-2x2-s2",
            new ConvTranspose2d(6, 4 * groups, half, 0, 0, groups, true),
            image(2, 6, size));
        add(
            "transposed-3x3-s2",
            new ConvTranspose2d(6, 8 * groups, overlapping, 1, 1, groups, false),
            image(1, 6, size));
      }
      add(
          "transposed-sparse",
          new ConvTranspose2d(6, 4, Window.of(2).withStride(3), 0, 1, 1, true),
          image(1, 6, size));
    }
  }

  private void pooling() {
    Map<String, Window> windows =
        Map.of(
            "2x2-s2", Window.of(2).withStride(2),
            "3x3-s2", Window.of(3).withStride(2).withPadding(1),
            "2x2-s3", Window.of(2).withStride(3),
            "3x3-s1", Window.same(3));
    windows.forEach((name, window) -> {
      for (int size : new int[] {2, 5, 7, 14}) {
        for (int channels : new int[] {1, 8, 17}) {
          Shape shape = image(2, channels, size);
          if (fits(window, size)) {
            pools(name, window, shape);
          }
        }
      }
    });
    Window dilated = Window.of(2).withDilation(3).withPadding(1);
    add(
        "maxpool-dilated",
        new Pool2d(Pool2d.Reduction.MAX, dilated, false, false, true),
        image(1, 5, 3));
    for (int size : new int[] {1, 2, 5, 7, 8}) {
      add("globalaveragepool", new GlobalAveragePool(), image(2, 17, size));
    }
    Window window = Window.of(2).withStride(2);
    for (int size : new int[] {2, 5, 7}) {
      Shape small = image(2, 9, size / 2);
      add(
          "maxunpool",
          LayerCall.of(
              "layer",
              MaxUnpool2d.to(window, image(2, 9, size)),
              List.of(TensorType.float32(small), TensorType.int32(small))));
    }
  }

  private void pools(String name, Window window, Shape shape) {
    add("maxpool-" + name, Pool2d.max(window), shape);
    add("averagepool-" + name, Pool2d.average(window), shape);
    for (boolean ceil : new boolean[] {false, true}) {
      add(
          "maxpool-indices-" + name,
          new Pool2d(Pool2d.Reduction.MAX, window, ceil, false, true),
          shape);
      add(
          "averagepool-" + name,
          new Pool2d(Pool2d.Reduction.AVERAGE, window, ceil, false, false),
          shape);
      add(
          "averagepool-" + name,
          new Pool2d(Pool2d.Reduction.AVERAGE, window, ceil, true, false),
          shape);
    }
  }

  private void points() {
    for (Activation activation : ACTIVATIONS) {
      for (Shape shape : List.of(image(2, 17, 5), Shape.of(3, 5), Shape.of(), Shape.of(1030))) {
        add("activation-" + name(activation), activation, shape);
      }
    }
    for (Elementwise.Operation operation : Elementwise.Operation.values()) {
      Elementwise layer = new Elementwise(operation);
      for (List<Shape> pair : pairs()) {
        add(
            "elementwise-" + layer.kind().toLowerCase(Locale.ROOT),
            layer,
            pair.get(0),
            pair.get(1));
      }
    }
    for (MathFunction.Function function : MathFunction.Function.values()) {
      MathFunction layer = new MathFunction(function);
      Shape[] inputs = {image(2, 3, 5), Shape.of(3, 1, 5)};
      add(
          "math-" + layer.kind().toLowerCase(Locale.ROOT),
          layer,
          Stream.of(inputs).limit(function.arguments()).toArray(Shape[]::new));
    }
    add("select", new Select(), image(2, 3, 5), Shape.of(3, 1, 1), Shape.of(5));
    add("select", new Select(), Shape.of(7), Shape.of(2, 7), Shape.of());
    for (int axis = -4; axis < 4; axis++) {
      add("argmax", new ArgMax(axis, axis % 2 == 0, axis > 0), Shape.nchw(2, 17, 5, 3));
    }
    add("cast-to-int", new Cast(DataType.INT32), image(2, 3, 5));
    add(
        "cast-to-float",
        LayerCall.of(
            "layer", new Cast(DataType.FLOAT32), List.of(TensorType.int32(image(2, 3, 5)))));
    for (int axis = -4; axis < 4; axis++) {
      add("softmax", new Softmax(axis), Shape.nchw(2, 17, 5, 3));
    }
    add("softmax", new Softmax(-1), Shape.of(2, 300));
    add("softmax", new Softmax(0), Shape.of(33, 17));
  }

  private static String name(Activation activation) {
    return activation.equals(Activation.clip(-1, 2))
        ? "clip"
        : activation.kind().toLowerCase(Locale.ROOT);
  }

  private static List<List<Shape>> pairs() {
    Shape image = image(2, 17, 5);
    return List.of(
        List.of(image, image),
        List.of(image, Shape.nchw(1, 17, 1, 1)),
        List.of(image, Shape.nchw(2, 17, 1, 1)),
        List.of(Shape.nchw(2, 17, 1, 1), image),
        List.of(image, Shape.nchw(2, 1, 5, 5)),
        List.of(image, Shape.of()),
        List.of(Shape.of(), image),
        List.of(image, Shape.of(17, 1, 1)),
        List.of(image, Shape.of(5)),
        List.of(Shape.of(17, 1, 5), Shape.nchw(2, 1, 5, 5)),
        List.of(Shape.of(3, 1), Shape.of(7)),
        List.of(Shape.of(2, 1, 3, 4, 5), Shape.of(6, 1, 1, 5)));
  }

  private void epilogues() {
    Epilogue.Stage add = new Epilogue.AddResidual();
    for (LayerCall call : behind()) {
      add("epilogue-add", call.then(add));
      for (Activation activation : ACTIVATIONS) {
        Epilogue.Stage act = new Epilogue.Activate(activation);
        add("epilogue-" + name(activation), call.then(act));
        add("epilogue-" + name(activation) + "-then-add", call.then(act).then(add));
        add("epilogue-add-then-" + name(activation), call.then(add).then(act));
      }
    }
  }

  private static List<LayerCall> behind() {
    Shape in = image(2, 9, 7);
    return Stream.of(
            new DepthwiseConv2d(9, 1, Window.same(3), true),
            new DepthwiseConv2d(9, 2, Window.same(5), true),
            new PointwiseConv2d(9, 33, true),
            new Conv2d(9, 17, Window.same(3), 1, true),
            new Conv2d(9, 9, Window.same(3), 3, true),
            new ConvTranspose2d(9, 8, Window.of(2).withStride(2), 0, 0, 1, true),
            new Linear(7, 9, true),
            BatchNorm2d.of(9),
            Pool2d.max(Window.of(2)),
            Pool2d.average(Window.same(3)),
            new GlobalAveragePool())
        .map(layer -> Family.call(layer, in))
        .toList();
  }

  private void moves() {
    for (Pad.Mode mode : Pad.Mode.values()) {
      add("pad", new Pad(List.of(0, 0, 2, 1), List.of(0, 1, 0, 1), mode, 2), image(2, 3, 5));
      add("pad", new Pad(List.of(1), List.of(2), mode, 2), Shape.of(4));
    }
    Slice.Range backwards = new Slice.Range(-1, -1, Integer.MIN_VALUE, -2);
    add("slice", new Slice(List.of(new Slice.Range(1, 2, 9, 3), backwards)), image(2, 17, 7));
    add("slice", new Slice(List.of(new Slice.Range(0, 1, 4, 1))), Shape.of(5, 3));
    add("transpose", new Transpose(List.of(0, 2, 3, 1)), Shape.nchw(2, 3, 5, 7));
    add("transpose", new Transpose(List.of(3, 1, 0, 2)), Shape.nchw(2, 17, 5, 7));
    add("transpose", new Transpose(List.of(1, 0)), Shape.of(33, 17));
    for (int axis = -4; axis < 4; axis++) {
      Shape first = Shape.nchw(2, 3, 5, 7);
      Shape second = first.withDim(Math.floorMod(axis, 4), 9);
      add("concat", new Concat(axis), first, second, first);
    }
    add("concat", new Concat(0), Shape.of(3), Shape.of(4));
    for (Resize.Coordinates coordinates : Resize.Coordinates.values()) {
      for (Resize.Target target :
          List.of(
              new Resize.Size(9, 4),
              new Resize.Size(1, 1),
              new Resize.Scale(2, 2),
              new Resize.Scale(0.6, 1.7))) {
        resize(coordinates, target);
      }
    }
  }

  private void resize(Resize.Coordinates coordinates, Resize.Target target) {
    for (Shape shape : List.of(image(2, 3, 5), Shape.nchw(1, 17, 7, 2))) {
      for (Resize.Rounding rounding : Resize.Rounding.values()) {
        add(
            "resize-nearest",
            new Resize(Resize.Mode.NEAREST, coordinates, rounding, target),
            shape);
      }
      add(
          "resize-cubic",
          new Resize(Resize.Mode.CUBIC, coordinates, Resize.Rounding.ROUND_PREFER_FLOOR, target),
          shape);
      add(
          "resize-linear",
          new Resize(Resize.Mode.LINEAR, coordinates, Resize.Rounding.ROUND_PREFER_FLOOR, target),
          shape);
    }
  }
}
