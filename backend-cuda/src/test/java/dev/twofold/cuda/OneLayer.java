package dev.twofold.cuda;

import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Backend;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// One call with seeded numbers, run on any backend.
///
/// @param call the call
/// @param weights the layer's tensors
/// @param inputs the inputs, row-major
record OneLayer(LayerCall call, Weights weights, List<Tensor> inputs) {

  private static final float[] RARE = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 0f, 1e-40f, -3e-42f
  };
  private static final int RARITY = 9;

  /// Numbers between -4 and 4.
  ///
  /// @param specials whether NaN, infinities, zeros of both signs and denormals are among the inputs
  static OneLayer of(LayerCall call, boolean specials) {
    Random random = new Random(call.toString().hashCode());
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : call.layer().parameters()) {
      Tensor tensor = Tensor.zeros(spec.shape());
      boolean variance = spec.role() == ParameterSpec.Role.RUNNING_VARIANCE;
      for (int i = 0; i < tensor.floats().length; i++) {
        tensor.floats()[i] = variance ? 0.5f + random.nextFloat() : random.nextFloat() * 2 - 1;
      }
      weights.put(spec.name(), tensor);
    }
    List<Tensor> inputs =
        call.inputs().stream().map(type -> numbers(call, type, random, specials)).toList();
    return new OneLayer(call, Weights.of(weights), inputs);
  }

  private static Tensor numbers(LayerCall call, TensorType type, Random random, boolean specials) {
    Tensor tensor = Tensor.zeros(type);
    for (int i = 0; i < type.shape().elements(); i++) {
      if (type.type() == DataType.INT32) {
        tensor.ints()[i] = integer(call, random);
      } else {
        boolean rare = specials && random.nextInt(RARITY) == 0;
        tensor.floats()[i] = rare ? RARE[random.nextInt(RARE.length)] : random.nextFloat() * 8 - 4;
      }
    }
    return tensor;
  }

  /// For an unpooling any place of the output plane, so that several elements meet in one.
  private static int integer(LayerCall call, Random random) {
    Shape out = call.output().shape();
    return call.layer() instanceof MaxUnpool2d
        ? random.nextInt(out.h() * out.w())
        : random.nextInt(2001) - 1000;
  }

  /// The outputs, row-major.
  List<Tensor> on(Backend backend) {
    Support.Yes yes =
        switch (backend.supports(call)) {
          case Support.Yes known -> known;
          case Support.No(String reason) -> throw new AssertionError(call + ": " + reason);
        };
    List<TensorView> given = new ArrayList<>();
    for (Tensor input : inputs) {
      TensorView view = view(input.type(), yes.inputs());
      copy(TensorView.of(input), view);
      given.add(view);
    }
    List<TensorView> got = new ArrayList<>();
    call.outputs().forEach(type -> got.add(view(type, yes.outputs())));
    try (Kernel kernel = backend.prepare(call, weights)) {
      kernel.run(new Arguments(given, got, new float[kernel.workspaceElements()], 0));
    }
    return got.stream().map(OneLayer::rowMajor).toList();
  }

  private static TensorView view(TensorType type, Layout wanted) {
    Layout layout = type.shape().rank() == 4 ? wanted : Layout.NCHW;
    int elements = (int) type.shape().elements();
    return type.type() == DataType.INT32
        ? TensorView.of(type, layout, new int[elements], 0)
        : TensorView.of(type, layout, new float[elements], 0);
  }

  private static Tensor rowMajor(TensorView view) {
    Tensor tensor = Tensor.zeros(view.type());
    copy(view, TensorView.of(tensor));
    return tensor;
  }

  private static void copy(TensorView from, TensorView to) {
    for (int i = 0; i < from.elements(); i++) {
      int source = place(from, i);
      int target = place(to, i);
      if (from.type().type() == DataType.INT32) {
        to.ints()[target] = from.ints()[source];
      } else {
        to.floats()[target] = from.floats()[source];
      }
    }
  }

  /// Where the element lies that is number `i` in row-major order.
  private static int place(TensorView view, int i) {
    if (view.layout() == Layout.NCHW) {
      return i;
    }
    Shape shape = view.type().shape();
    int w = i % shape.w();
    int h = i / shape.w() % shape.h();
    int c = i / shape.w() / shape.h() % shape.c();
    int n = i / shape.w() / shape.h() / shape.c();
    return (int) Layout.NHWC.offset(shape, n, c, h, w);
  }
}
