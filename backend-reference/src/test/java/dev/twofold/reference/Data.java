package dev.twofold.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.graph.Layer;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;

/// Seeded tensors, and comparisons with an oracle that computes in float.
final class Data {

  private Data() {}

  /// Integers from -4 to 4: sums of their products are exact in float.
  static Tensor integers(Shape shape, int seed) {
    Random random = new Random(seed);
    return fill(shape, () -> random.nextInt(9) - 4);
  }

  /// Normal floats.
  static Tensor floats(Shape shape, int seed) {
    Random random = new Random(seed);
    return fill(shape, random::nextGaussian);
  }

  private static Tensor fill(Shape shape, DoubleSupplier values) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.floats().length; i++) {
      tensor.floats()[i] = (float) values.getAsDouble();
    }
    return tensor;
  }

  /// The absolute values.
  static Tensor magnitudes(Tensor tensor) {
    Tensor magnitudes = Tensor.zeros(tensor.shape());
    for (int i = 0; i < tensor.floats().length; i++) {
      magnitudes.floats()[i] = Math.abs(tensor.floats()[i]);
    }
    return magnitudes;
  }

  /// A tensor for each of a layer's specs.
  interface Maker {
    Tensor make(Shape shape, int seed);
  }

  static Map<String, Tensor> weights(Layer layer, Maker maker) {
    Map<String, Tensor> weights = new HashMap<>();
    for (ParameterSpec spec : layer.parameters()) {
      weights.put(spec.name(), maker.make(spec.shape(), spec.name().length()));
    }
    return weights;
  }

  static Map<String, Tensor> map(Map<String, Tensor> tensors, UnaryOperator<Tensor> change) {
    Map<String, Tensor> changed = new HashMap<>();
    tensors.forEach((name, tensor) -> changed.put(name, change.apply(tensor)));
    return changed;
  }

  /// Checks that shape and every element are the same; 0 and -0 are.
  static void assertSame(Tensor expected, Tensor actual) {
    assertEquals(expected.shape(), actual.shape());
    switch (expected.type().type()) {
      case INT32 -> assertArrayEquals(expected.ints(), actual.ints());
      case FLOAT32 -> {
        for (int i = 0; i < expected.floats().length; i++) {
          assertEquals(expected.floats()[i] + 0f, actual.floats()[i] + 0f, "element " + i);
        }
      }
    }
  }

  /// Checks sums of products against the bound of Higham, "Accuracy and Stability of Numerical
  /// Algorithms", section 3.1: `n * 2^-24` times the sum of the magnitudes, for `n` terms in any order
  /// (and two roundings more).
  ///
  /// @param magnitudes the same sums over the magnitudes of all factors
  static void assertSums(Tensor expected, Tensor actual, Tensor magnitudes, long terms) {
    assertEquals(expected.shape(), actual.shape());
    for (int i = 0; i < expected.floats().length; i++) {
      double bound = (terms + 2) * 0x1p-24 * magnitudes.floats()[i];
      assertEquals(expected.floats()[i], actual.floats()[i], bound, "element " + i);
    }
  }

  /// Checks every element to a millionth of itself, or of 1 where it is smaller.
  static void assertClose(Tensor expected, Tensor actual) {
    assertEquals(expected.shape(), actual.shape());
    for (int i = 0; i < expected.floats().length; i++) {
      float value = expected.floats()[i];
      assertEquals(value, actual.floats()[i], 1e-6 * Math.max(1, Math.abs(value)), "element " + i);
    }
  }
}
