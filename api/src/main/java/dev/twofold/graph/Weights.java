package dev.twofold.graph;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The tensors of a network's layers by name, such as `features.0.weight`. Immutable as a map; the
/// tensors are not copied. All are in `NCHW` (row-major) order.
public final class Weights {

  private final SequencedMap<String, Tensor> tensors;

  private Weights(Map<String, Tensor> tensors) {
    this.tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
  }

  /// The given tensors, in the map's order.
  public static Weights of(Map<String, Tensor> tensors) {
    return new Weights(tensors);
  }

  /// Random weights for a graph: those of convolutions and linear layers normal with deviation
  /// `sqrt(2 / fan-in)` (He et al., arXiv:1502.01852), biases, shifts, means and constants 0,
  /// scales and variances 1. The same graph and seed give the same weights on every machine.
  public static Weights initialise(Graph graph, long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      for (ParameterSpec spec : node.layer().parameters()) {
        String name = node.weightName(spec);
        tensors.computeIfAbsent(name, _ -> Initialisation.of(spec, seed ^ name.hashCode()));
      }
    }
    return new Weights(tensors);
  }

  /// One tensor.
  ///
  /// @throws IllegalArgumentException if there is none of that name
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "weights: no tensor '%s' among the %d given".formatted(name, tensors.size()));
    }
    return tensor;
  }

  /// Whether there is a tensor of that name.
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /// All tensors by name, in their order; cannot be changed.
  public SequencedMap<String, Tensor> tensors() {
    return tensors;
  }

  /// The tensors of one node under the names of its layer's specs, such as `weight` and `bias`.
  ///
  /// @throws IllegalArgumentException if one is missing
  public Weights of(Node node) {
    Map<String, Tensor> own = new LinkedHashMap<>();
    for (ParameterSpec spec : node.layer().parameters()) {
      own.put(spec.name(), get(node.weightName(spec)));
    }
    return new Weights(own);
  }

  /// What keeps these weights from fitting a graph, one line each; empty if they fit. Tensors that
  /// no node asks for are no problem.
  List<String> problems(Graph graph) {
    List<String> problems = new ArrayList<>();
    for (Node node : graph.nodes()) {
      for (ParameterSpec spec : node.layer().parameters()) {
        String name = node.weightName(spec);
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
          problems.add(
              "node '%s': tensor '%s' %s is missing".formatted(node.name(), name, spec.shape()));
        } else if (tensor.layout() != Layout.NCHW
            || !tensor.type().equals(TensorType.float32(spec.shape()))) {
          problems.add(
              "node '%s': tensor '%s' must be %s, got %s"
                  .formatted(node.name(), name, spec.shape(), described(tensor)));
        }
      }
    }
    return problems;
  }

  private static String described(Tensor tensor) {
    return tensor.layout() == Layout.NCHW
        ? tensor.type().toString()
        : tensor.type() + " in " + tensor.layout();
  }
}
