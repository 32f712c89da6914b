package dev.twofold.cost;

import dev.twofold.graph.Graph;
import java.util.List;

/// What a graph needs of memory and moves through it, for its whole batch, all floats in 32 bits.
///
/// @param graph the graph
/// @param fusion which calls run as one step
/// @param steps what each step moves, in order
/// @param peakActivationBytes the most bytes of inputs, outputs and pooling indices that are needed
///     at one time, where buffers are used again as soon as their values are no longer read
/// @param indexBytes bytes of all pooling indices, each written once
public record MemoryReport(
    Graph graph, Fusion fusion, List<StepMemory> steps, long peakActivationBytes, long indexBytes) {

  /// Copies the list.
  public MemoryReport {
    steps = List.copyOf(steps);
  }

  /// Reads the memory and traffic off a graph.
  ///
  /// @throws ArithmeticException if bytes or mult-adds, of a step or of all together, exceed
  ///     `Long.MAX_VALUE`; the message names the node
  public static MemoryReport of(Graph graph, Fusion fusion) {
    return new MemoryModel(graph, fusion).report();
  }

  /// Bytes of weights read, those of a module that is called again as often as it is called.
  public long weightBytes() {
    return Sums.of(steps, StepMemory::weightBytes);
  }

  /// Bytes of all outputs of steps, without pooling indices.
  public long activationBytes() {
    return Sums.of(steps, StepMemory::writtenBytes);
  }

  /// Bytes moved: every step reads its inputs and weights once and writes its output once; pooling
  /// indices apart.
  public long movedBytes() {
    return Sums.of(steps, StepMemory::movedBytes);
  }

  /// The arithmetic intensity of the whole in FLOPs (2 per mult-add) per byte moved.
  public double intensity() {
    long multAdds = Sums.of(steps, step -> step.multAdds().orElse(0));
    return movedBytes() == 0 ? 0 : 2.0 * multAdds / movedBytes();
  }
}
