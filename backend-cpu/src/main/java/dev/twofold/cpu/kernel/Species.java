package dev.twofold.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The vector shapes of this machine, decided once.
final class Species {

  /// The widest shape the machine likes.
  static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_PREFERRED;

  static final int WIDE_LENGTH = WIDE.length();

  /// Whether there are 32 registers: certain with 512-bit vectors, else 16 is assumed.
  static final boolean MANY_REGISTERS = WIDE_LENGTH == 16;

  /// Half of a 512-bit vector; else the widest shape again.
  static final VectorSpecies<Float> NARROW = MANY_REGISTERS ? FloatVector.SPECIES_256 : WIDE;

  static final int NARROW_LENGTH = NARROW.length();

  private Species() {}
}
