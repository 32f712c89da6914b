package wrong.models;

import jdk.incubator.vector.FloatVector;

/// Breaks rule 13.
final class VectorModels {

  private VectorModels() {}

  static int lanes() {
    return FloatVector.SPECIES_PREFERRED.length();
  }
}
