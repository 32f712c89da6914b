package dev.twofold.cost;

import dev.twofold.graph.Value;
import java.util.List;
import java.util.OptionalLong;

/// A report as the tree of its containers: what tables print and comparisons align.
public sealed interface CostTree {

  /// The tree of a report. The root is the network, or the layer itself where the graph is one call
  /// of a layer and named after it.
  static CostTree of(CostReport report) {
    return new CostTreeBuilder(report).build();
  }

  /// The number of containers around it; 0 for the root.
  int depth();

  /// The full path, as in `features.3.conv`; the root has the network's name.
  String path();

  /// The path within the container around it.
  String name();

  /// The container's type name, or PyTorch's name for the layer.
  String type();

  /// What it is given, from outside of it.
  List<Value> inputs();

  /// What it gives.
  List<Value> outputs();

  /// The params of the module, whether or not they were counted at an earlier row.
  long params();

  /// Those of the params that training changes.
  long trainableParams();

  /// Whether an earlier row is of the same module.
  boolean repeated();

  /// The mult-adds of all calls in it that tell theirs; empty if none does.
  OptionalLong multAdds();

  /// Whether all calls in it tell their mult-adds.
  boolean complete();

  /// What lies in it, in call order; empty for calls.
  List<CostTree> children();

  /// One call of a layer.
  ///
  /// @param params the params of its module, those of an earlier call too
  record Call(
      int depth, String path, String name, LayerCost cost, long params, long trainableParams)
      implements CostTree {

    @Override
    public String type() {
      return cost.moduleType();
    }

    @Override
    public List<Value> inputs() {
      return cost.node().inputs();
    }

    @Override
    public List<Value> outputs() {
      return cost.node().outputs();
    }

    @Override
    public boolean repeated() {
      return cost.repeated();
    }

    @Override
    public OptionalLong multAdds() {
      return cost.multAdds();
    }

    @Override
    public boolean complete() {
      return cost.multAdds().isPresent();
    }

    @Override
    public List<CostTree> children() {
      return List.of();
    }
  }

  /// One stretch of calls in a container. A container that is left and entered again has several.
  record Container(
      int depth,
      String path,
      String name,
      String type,
      List<Value> inputs,
      List<Value> outputs,
      long params,
      long trainableParams,
      boolean repeated,
      List<CostTree> children)
      implements CostTree {

    /// Copies the lists.
    public Container {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
      children = List.copyOf(children);
    }

    @Override
    public OptionalLong multAdds() {
      List<OptionalLong> known =
          children.stream().map(CostTree::multAdds).filter(OptionalLong::isPresent).toList();
      return known.isEmpty() && !children.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(known.stream().mapToLong(OptionalLong::getAsLong).sum());
    }

    @Override
    public boolean complete() {
      return children.stream().allMatch(CostTree::complete);
    }
  }
}
