package dev.twofold.cpu.kernel;

/// A matrix that is read while weights are packed.
@FunctionalInterface
public interface Matrix {

  /// One element.
  float at(int row, int column);
}
