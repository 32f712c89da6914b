package dev.twofold.cuda.layer;

import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Window;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Calls that reach every kernel of this package, on channels around multiples of four and of warps.
public final class Calls {

  private static final int[] CHANNELS = {1, 3, 4, 8, 17, 36};
  private static final Epilogue.Stage ADD = new Epilogue.AddResidual();
  private static final Epilogue.Stage SWISH = new Epilogue.Activate(Activation.HARD_SWISH);
  private static final Epilogue.Stage TANH = new Epilogue.Activate(Activation.TANH);

  private final List<LayerCall> calls = new ArrayList<>();

  private Calls() {}

  /// All of them.
  public static List<LayerCall> all() {
    Calls calls = new Calls();
    for (int channels : CHANNELS) {
      calls.images(channels);
    }
    calls.points();
    calls.moves();
    calls.lines();
    calls.finished();
    return calls.calls;
  }

  /// Calls on sizes that fill warps and lines: what they move beyond what they must is the kernels'.
  public static List<LayerCall> wide() {
    Shape image = Shape.nchw(2, 128, 8, 8);
    Shape few = Shape.nchw(2, 32, 9, 9);
    Window half = Window.of(2).withStride(2);
    Shape small = Shape.nchw(2, 128, 4, 4);
    return List.of(
        call(Pool2d.maxWithIndices(half), image),
        call(Pool2d.max(half), Shape.nchw(1, 33, 8, 8)),
        call(Pool2d.average(half), image),
        call(new GlobalAveragePool(), image),
        LayerCall.of(
            "layer",
            MaxUnpool2d.to(half, image),
            List.of(TensorType.float32(small), TensorType.int32(small))),
        call(BatchNorm2d.of(128), image),
        call(Elementwise.ADD, image, image),
        call(Elementwise.MUL, Shape.nchw(2, 128, 1, 1), image),
        call(Activation.SILU, image),
        call(new MathFunction(MathFunction.Function.LOG), image),
        call(new Concat(1), image, image),
        call(new Slice(List.of(new Slice.Range(1, 0, 64, 1))), image),
        call(Flatten.BATCH, image),
        call(Flatten.BATCH, few),
        call(Resize.linear(16, 16), image),
        call(new Softmax(1), image),
        call(new Softmax(2), image),
        call(new Softmax(1), Shape.of(4, 1024)),
        call(new ArgMax(1, true, false), image),
        call(new ArgMax(2, true, false), image),
        call(new MatMul(), Shape.of(64, 64), Shape.of(64, 64)));
  }

  private void add(Layer layer, Shape... inputs) {
    calls.add(call(layer, inputs));
  }

  private static LayerCall call(Layer layer, Shape... inputs) {
    return LayerCall.of("layer", layer, Stream.of(inputs).map(TensorType::float32).toList());
  }

  private void images(int channels) {
    Shape image = Shape.nchw(2, channels, 7, 5);
    Window half = Window.of(2).withStride(2);
    for (Window window : List.of(half, Window.same(3), Window.of(3, 2).withStride(3, 1))) {
      for (boolean ceil : new boolean[] {false, true}) {
        add(new Pool2d(Pool2d.Reduction.MAX, window, ceil, false, false), image);
        add(new Pool2d(Pool2d.Reduction.MAX, window, ceil, false, true), image);
        add(new Pool2d(Pool2d.Reduction.AVERAGE, window, ceil, true, false), image);
        add(new Pool2d(Pool2d.Reduction.AVERAGE, window, ceil, false, false), image);
      }
    }
    add(Pool2d.max(Window.of(2).withDilation(3).withPadding(1)), image);
    add(new GlobalAveragePool(), image);
    Shape small = Shape.nchw(2, channels, 3, 2);
    calls.add(
        LayerCall.of(
            "layer",
            MaxUnpool2d.to(half, image),
            List.of(TensorType.float32(small), TensorType.int32(small))));
    add(BatchNorm2d.of(channels), image);
    for (Resize.Mode mode : Resize.Mode.values()) {
      add(
          new Resize(
              mode,
              Resize.Coordinates.HALF_PIXEL,
              Resize.Rounding.ROUND_PREFER_FLOOR,
              new Resize.Size(9, 4)),
          image);
    }
    add(Flatten.BATCH, image);
    add(Reshape.to(2, -1, channels, 5), image);
    add(new Concat(1), image, image.withDim(1, 4), image);
    add(new Slice(List.of(new Slice.Range(1, 0, channels, 2))), image);
  }

  private void points() {
    Shape image = Shape.nchw(2, 8, 3, 5);
    for (Activation.Function function : Activation.Function.values()) {
      add(new Activation(function, 0.5f, 1), image);
      add(new Activation(function, 0.5f, 1), Shape.of(3, 5));
    }
    for (Elementwise.Operation operation : Elementwise.Operation.values()) {
      add(new Elementwise(operation), image, image);
      add(new Elementwise(operation), Shape.nchw(2, 8, 1, 1), image);
      add(new Elementwise(operation), image, Shape.of(5));
    }
    for (MathFunction.Function function : MathFunction.Function.values()) {
      Shape[] operands = {image, Shape.of(8, 1, 5)};
      add(
          new MathFunction(function),
          Stream.of(operands).limit(function.arguments()).toArray(Shape[]::new));
    }
    add(new Select(), image, Shape.of(8, 1, 1), Shape.of(5));
    add(new Cast(DataType.INT32), image);
    add(new Cast(DataType.FLOAT32), image);
    calls.add(LayerCall.of("layer", new Cast(DataType.FLOAT32), List.of(TensorType.int32(image))));
    add(new Constant(image));
    add(new Constant(Shape.of(3)));
  }

  private void moves() {
    Shape image = Shape.nchw(2, 8, 3, 5);
    for (Pad.Mode mode : Pad.Mode.values()) {
      add(new Pad(List.of(0, 0, 2, 1), List.of(0, 0, 1, 2), mode, 2), image);
      add(new Pad(List.of(0, 1, 0, 0), List.of(1, 0, 0, 1), mode, 2), image);
    }
    add(new Transpose(List.of(0, 2, 3, 1)), image);
    add(new Transpose(List.of(3, 1, 0, 2)), image);
    add(new Transpose(List.of(1, 0)), Shape.of(33, 70));
    add(new Transpose(List.of(0, 2, 1)), Shape.of(3, 1, 7));
    add(new Squeeze(List.of()), Shape.nchw(1, 8, 3, 5));
    add(Reshape.to(2, 8, 5, 3), image);
    add(Identity.DROPOUT, Shape.of(7));
    calls.add(LayerCall.of("layer", Identity.DROPOUT, List.of(TensorType.int32(Shape.of(2, 8)))));
    for (int axis = 0; axis < 4; axis++) {
      add(new Concat(axis), image, image);
    }
    add(new Concat(0), Shape.of(3), Shape.of(4));
  }

  private void lines() {
    Shape image = Shape.nchw(2, 17, 5, 3);
    for (int axis = 0; axis < 4; axis++) {
      add(new Softmax(axis), image);
      add(new ArgMax(axis, true, false), image);
      add(new ArgMax(axis, false, true), image);
    }
    add(new Softmax(-1), Shape.of(3, 300));
    add(new ArgMax(0, false, false), Shape.of(300));
    add(new MatMul(), Shape.of(65, 17), Shape.of(17, 9));
    add(new MatMul(), Shape.nchw(2, 3, 5, 7), Shape.nchw(2, 1, 7, 4));
    add(new MatMul(), Shape.of(2, 1, 3, 5, 7), Shape.of(4, 1, 7, 4));
  }

  private void finished() {
    Shape image = Shape.nchw(2, 8, 6, 6);
    List<LayerCall> bare =
        List.of(
            call(Pool2d.max(Window.of(2)), image),
            call(new GlobalAveragePool(), image),
            call(Elementwise.MUL, image, Shape.of(8, 1, 1)),
            call(Activation.SIGMOID, image),
            call(new Concat(1), image, image),
            call(Flatten.BATCH, image),
            call(new MatMul(), image, image));
    for (LayerCall call : bare) {
      calls.add(call.then(ADD));
      calls.add(call.then(SWISH));
      calls.add(call.then(TANH).then(ADD));
      calls.add(call.then(ADD).then(TANH));
      calls.add(call.then(ADD).then(SWISH));
    }
  }
}
