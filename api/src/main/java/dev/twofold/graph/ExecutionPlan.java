package dev.twofold.graph;

import java.util.List;

/// How a program runs a graph: plain data, readable without the backends that made it.
///
/// @param steps the steps in the order in which they run
/// @param weightBytes bytes of all packed weights
/// @param activationBytes bytes of memory planned for activations, shared by all steps; one run at
///   a time needs these once
/// @param workspaceBytes bytes of the largest scratch memory that a step needs
/// @param fallbacks the nodes that the first backend could not run, with reasons
public record ExecutionPlan(
    List<Step> steps,
    long weightBytes,
    long activationBytes,
    long workspaceBytes,
    List<Fallback> fallbacks) {

  /// Copies the lists.
  public ExecutionPlan {
    steps = List.copyOf(steps);
    fallbacks = List.copyOf(fallbacks);
  }

  /// One launch of a kernel.
  ///
  /// @param nodes the names of the graph's nodes that it computes, in call order: the main one and
  ///   those fused or folded into it; empty for a copy between layouts or backends
  /// @param backend the id of the backend that runs it
  /// @param kernel the name of the kernel
  /// @param weightBytes bytes of its packed weights
  /// @param workspaceBytes bytes of its scratch memory
  /// @param readBytes bytes of inputs read, each input once
  /// @param writtenBytes bytes of outputs written
  public record Step(
      List<String> nodes,
      String backend,
      String kernel,
      long weightBytes,
      long workspaceBytes,
      long readBytes,
      long writtenBytes) {

    /// Copies the list.
    public Step {
      nodes = List.copyOf(nodes);
    }
  }

  /// A node that another backend than the first in the order runs.
  ///
  /// @param node the node's name
  /// @param backend the backend that runs it
  /// @param reason why the ones before it could not
  public record Fallback(String node, String backend, String reason) {}
}
