package dev.twofold.cuda.plan;

/// Data that is uploaded once, when a step is prepared: packed weights, tables of places.
public sealed interface Constants {

  /// The size in bytes.
  long bytes();

  /// Floats.
  record Floats(float[] data) implements Constants {
    @Override
    public long bytes() {
      return (long) data.length * Float.BYTES;
    }
  }

  /// Integers.
  record Ints(int[] data) implements Constants {
    @Override
    public long bytes() {
      return (long) data.length * Integer.BYTES;
    }
  }
}
