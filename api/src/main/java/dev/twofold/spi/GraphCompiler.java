package dev.twofold.spi;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import java.util.List;

/// Tier 2 of a backend: takes parts of a graph and compiles each into one kernel, with whatever
/// fusion, layouts and launches it likes inside.
///
/// **Contract.** The graph is already lowered: batch normalisation is folded where it can be,
/// identity layers are gone, custom layers that no backend knows are expanded. Claims do not
/// overlap, and no path leads out of a claim and back into it. [#claims] is a pure function of the
/// graph.
///
/// **Threads.** All methods may be called from several threads at once.
public interface GraphCompiler {

  /// The parts that this backend wants to run as one kernel each. What it leaves is asked for layer
  /// by layer.
  List<Claim> claims(Graph lowered);

  /// Makes the kernel of a claim. Its arguments are the inputs and outputs of [Claim#subgraph()],
  /// in order and in the claim's memory orders.
  ///
  /// @param claim one that [#claims] returned for this graph
  /// @param lowered the lowered graph with its weights, to be found by
  ///   [dev.twofold.graph.Weights#of(dev.twofold.graph.Node)]
  /// @throws BackendException if the device fails
  Kernel compile(Claim claim, Model lowered);
}
