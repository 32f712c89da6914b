package dev.twofold.spi;

/// A layer, or a part of a graph, ready to run: geometry resolved, weights packed. A lambda will
/// do.
///
/// **Contract.** [#run] reads the inputs, writes every element of the outputs and touches nothing
/// else. It allocates nothing on the heap once warm. Arrays and offsets of its arguments may differ
/// from run to run, and arrays may end where a tensor ends.
///
/// **Threads.** [#run] may be called from several threads at once with different arguments.
///
/// **Lifetime.** Closed by the runtime before its backend, never while it runs.
@FunctionalInterface
public interface Kernel extends AutoCloseable {

  /// Computes the outputs.
  void run(Arguments arguments);

  /// The number of floats of scratch memory that [#run] needs; it finds them in its arguments, with
  /// any content.
  default int workspaceElements() {
    return 0;
  }

  /// The bytes of the packed weights.
  default long weightBytes() {
    return 0;
  }

  /// Frees what the kernel holds.
  @Override
  default void close() {}
}
