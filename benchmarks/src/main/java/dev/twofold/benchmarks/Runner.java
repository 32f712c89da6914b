package dev.twofold.benchmarks;

import dev.twofold.tensor.Tensor;

/// A network ready to be run on one input again and again.
interface Runner extends AutoCloseable {

  /// Runs once; the result stays where it is.
  void run();

  /// The result of the last run.
  Tensor output();

  @Override
  void close();
}
