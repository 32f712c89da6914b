package wrong.cpu.kernel;

import jdk.incubator.vector.FloatVector;

/// Keeps rules 12 and 13.
public final class GoodKernel {

  private GoodKernel() {}

  /// The lanes of a vector.
  public static int lanes() {
    return FloatVector.SPECIES_PREFERRED.length();
  }
}
