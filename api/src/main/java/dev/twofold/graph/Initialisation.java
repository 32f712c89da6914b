package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;

/// Seeded values for one tensor of a layer. `java.util.Random` is used because its algorithm is
/// part of its contract: the values are the same on every machine and release.
final class Initialisation {

  private Initialisation() {}

  static Tensor of(ParameterSpec spec, long seed) {
    Tensor tensor = Tensor.zeros(spec.shape());
    switch (spec.role()) {
      case WEIGHT -> kaiming(tensor, seed);
      case SCALE, RUNNING_VARIANCE -> Arrays.fill(tensor.floats(), 1f);
      case BIAS, SHIFT, RUNNING_MEAN, CONSTANT -> {}
    }
    return tensor;
  }

  private static void kaiming(Tensor tensor, long seed) {
    Shape shape = tensor.shape();
    long fanIn = shape.rank() == 0 ? 1 : shape.elements() / shape.dim(0);
    double deviation = Math.sqrt(2.0 / fanIn);
    Random random = new Random(seed);
    float[] values = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
  }
}
