package dev.twofold.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.twofold.graph.Layer;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Arguments;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs single layers. Every tensor lies in the middle of a larger array whose rest must stay as it
/// is, and outputs begin with garbage.
final class Runs {

  private static final int BEFORE = 3;
  private static final int AFTER = 2;
  private static final int GARBAGE = 0x7fc0_1234;

  private Runs() {}

  /// The only output of a layer without weights.
  static Tensor run(Layer layer, Tensor... inputs) {
    return run(layer, Map.of(), inputs);
  }

  /// The only output of a layer.
  static Tensor run(Layer layer, Map<String, Tensor> weights, Tensor... inputs) {
    return outputs(call(layer, inputs), weights, inputs).getFirst();
  }

  /// All outputs of a layer without weights.
  static List<Tensor> outputs(Layer layer, Tensor... inputs) {
    return outputs(call(layer, inputs), Map.of(), inputs);
  }

  static LayerCall call(Layer layer, Tensor... inputs) {
    return LayerCall.of("it", layer, Stream.of(inputs).map(Tensor::type).toList());
  }

  /// All outputs of a call.
  static List<Tensor> outputs(LayerCall call, Map<String, Tensor> weights, Tensor... inputs) {
    ReferenceBackend backend = new ReferenceBackend();
    assertInstanceOf(Support.Yes.class, backend.supports(call));
    Kernel kernel = backend.prepare(call, Weights.of(weights));
    List<TensorView> given = Stream.of(inputs).map(Runs::embed).toList();
    List<TensorView> taken = call.outputs().stream().map(type -> embed(garbage(type))).toList();
    kernel.run(new Arguments(given, taken, new float[kernel.workspaceElements()], 0));
    List<Tensor> outputs = new ArrayList<>();
    taken.forEach(view -> outputs.add(extract(view)));
    for (int i = 0; i < inputs.length; i++) {
      assertArrayEquals(bits(inputs[i]), bits(extract(given.get(i))), "input " + i + " changed");
    }
    return outputs;
  }

  private static Tensor garbage(TensorType type) {
    Tensor tensor = Tensor.zeros(type);
    switch (type.type()) {
      case FLOAT32 -> Arrays.fill(tensor.floats(), Float.intBitsToFloat(GARBAGE));
      case INT32 -> Arrays.fill(tensor.ints(), GARBAGE);
    }
    return tensor;
  }

  static TensorView embed(Tensor tensor) {
    int length = (int) tensor.shape().elements();
    Tensor larger =
        garbage(new TensorType(Shape.of(BEFORE + length + AFTER), tensor.type().type()));
    return switch (tensor.type().type()) {
      case FLOAT32 -> {
        System.arraycopy(tensor.floats(), 0, larger.floats(), BEFORE, length);
        yield TensorView.of(tensor.type(), Layout.NCHW, larger.floats(), BEFORE);
      }
      case INT32 -> {
        System.arraycopy(tensor.ints(), 0, larger.ints(), BEFORE, length);
        yield TensorView.of(tensor.type(), Layout.NCHW, larger.ints(), BEFORE);
      }
    };
  }

  private static Tensor extract(TensorView view) {
    int end = BEFORE + view.elements();
    int[] bits =
        view.type().type() == DataType.INT32
            ? view.ints()
            : bits(Tensor.of(all(view), view.floats()));
    for (int i = 0; i < bits.length; i++) {
      if (i < BEFORE || i >= end) {
        assertArrayEquals(new int[] {GARBAGE}, new int[] {bits[i]}, "wrote beside the tensor");
      }
    }
    return switch (view.type().type()) {
      case FLOAT32 ->
          Tensor.of(view.type().shape(), Arrays.copyOfRange(view.floats(), BEFORE, end));
      case INT32 ->
          Tensor.ofInts(view.type().shape(), Arrays.copyOfRange(view.ints(), BEFORE, end));
    };
  }

  private static Shape all(TensorView view) {
    return Shape.of(view.floats().length);
  }

  private static int[] bits(Tensor tensor) {
    if (tensor.type().type() == DataType.INT32) {
      return tensor.ints();
    }
    int[] bits = new int[tensor.floats().length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(tensor.floats()[i]);
    }
    return bits;
  }

  /// A tensor `[1, 1, rows, columns]`.
  static Tensor map(int rows, int columns, float... values) {
    return Tensor.of(Shape.nchw(1, 1, rows, columns), values);
  }

  /// Checks an output's shape and every element, NaN equal to NaN and -0 different from 0.
  static void assertTensor(Tensor actual, Shape shape, float... values) {
    assertEquals(shape, actual.shape());
    assertArrayEquals(values, actual.floats());
  }
}
