package dev.twofold.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The vector shapes of this machine, decided once.
final class Species {

  /// The widest shape the machine likes.
  static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_PREFERRED;

  /// Integers of the same shape.
  static final VectorSpecies<Integer> WIDE_INTS = VectorSpecies.of(int.class, WIDE.vectorShape());

  static final int WIDE_LENGTH = WIDE.length();

  /// Whether there are 32 registers: certain with 512-bit vectors, else 16 is assumed.
  static final boolean MANY_REGISTERS = WIDE_LENGTH == 16;

  private Species() {}
}
