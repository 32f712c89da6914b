package wrong.cpu.kernel;

import jdk.incubator.vector.FloatVector;

/// Breaks rule 21: a helper that returns a vector.
final class KernelWithHelper {

  private KernelWithHelper() {}

  private static FloatVector load(float[] array, int index) {
    return FloatVector.fromArray(FloatVector.SPECIES_PREFERRED, array, index);
  }

  static void copy(float[] from, float[] to) {
    load(from, 0).intoArray(to, 0);
  }
}
