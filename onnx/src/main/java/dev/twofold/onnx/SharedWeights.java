package dev.twofold.onnx;

import dev.twofold.graph.Constant;
import dev.twofold.graph.Node;
import dev.twofold.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The weights of a network, those that several nodes of the file share held once: such nodes become
/// calls of one module, whose params count once.
final class SharedWeights {

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final IdentityHashMap<float[], Node> owners = new IdentityHashMap<>();

  /// The earlier call that has the same layer and weights.
  Optional<Node> owner(Draft.Step step) {
    if (step.weights().isEmpty() || step.layer() instanceof Constant) {
      return Optional.empty();
    }
    float[] first = step.weights().values().iterator().next().floats();
    return Optional.ofNullable(owners.get(first)).filter(owner -> isSame(owner, step));
  }

  @SuppressWarnings("ReferenceEquality") // shared is the same array, not an equal one
  private boolean isSame(Node owner, Draft.Step step) {
    return owner.layer().equals(step.layer())
        && step.weights().entrySet().stream()
            .allMatch(entry -> {
              Tensor known = tensors.get(name(owner, entry.getKey()));
              return known != null && known.floats() == entry.getValue().floats();
            });
  }

  /// Adds the weights of a call, unless they are another's.
  void add(Draft.Step step, Node node) {
    if (!node.module().equals(node.name())) {
      return;
    }
    step.weights()
        .forEach((key, tensor) -> {
          tensors.put(name(node, key), tensor);
          owners.putIfAbsent(tensor.floats(), node);
        });
  }

  private static String name(Node node, String key) {
    return node.module() + "." + key;
  }

  /// All tensors by name.
  Map<String, Tensor> tensors() {
    return tensors;
  }
}
