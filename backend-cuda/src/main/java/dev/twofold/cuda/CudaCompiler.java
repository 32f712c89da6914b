package dev.twofold.cuda;

import dev.twofold.cuda.plan.StepSelection;
import dev.twofold.graph.Constant;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Chain;
import dev.twofold.spi.Claim;
import dev.twofold.spi.GraphCompiler;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.Subgraph;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes as much of a graph as the device can run, in as few pieces as can be.
///
/// @param engine what kernels are made by
record CudaCompiler(Engine engine) implements GraphCompiler {

  @Override
  public List<Claim> claims(Graph lowered) {
    StepSelection selection = engine.selection();
    return Claims.of(
            lowered, node -> selection.supports(Chain.of(node).call()) instanceof Support.Yes)
        .stream()
        .map(nodes -> claim(lowered, Subgraph.of(lowered, nodes)))
        .toList();
  }

  /// Images pass the border in the order in which they lie on the device, except where a single step
  /// wants another.
  private Claim claim(Graph lowered, Subgraph subgraph) {
    List<Part> parts =
        Fusion.parts(lowered, engine.selection(), Weights.of(Map.of()), subgraph.nodes());
    if (parts.size() == 1) {
      Part part = parts.getFirst();
      return new Claim(subgraph, part.name(), part.inputLayout(), part.outputLayout());
    }
    return new Claim(subgraph, name(parts), Layout.NHWC, Layout.NHWC);
  }

  /// Such as `graph_nhwc_f32_28`, or `graph_nhwc_f32_28_tf32_15` where 15 of 28 steps round to TF32.
  private static String name(List<Part> parts) {
    long rounding = parts.stream().filter(Part::roundsToTf32).count();
    return "graph_nhwc_f32_" + parts.size() + (rounding == 0 ? "" : "_tf32_" + rounding);
  }

  @Override
  public Kernel compile(Claim claim, Model lowered) {
    return CudaKernel.of(engine, plan(claim, lowered));
  }

  /// What the kernel of a claim does.
  DevicePlan plan(Claim claim, Model lowered) {
    Subgraph subgraph = claim.subgraph();
    DevicePlanner.Task task =
        new DevicePlanner.Task(
            subgraph.inputs(),
            claim.inputs(),
            subgraph.outputs(),
            claim.outputs(),
            Fusion.parts(lowered.graph(), engine.selection(), lowered.weights(), subgraph.nodes()),
            reinterpreted(subgraph.nodes()),
            constants(subgraph.nodes(), lowered.weights()));
    return DevicePlanner.plan(engine.selection(), task);
  }

  private static Map<Value, Value> reinterpreted(List<Node> nodes) {
    Map<Value, Value> sources = new HashMap<>();
    nodes.stream()
        .filter(node -> node.layer() instanceof Reinterpret)
        .forEach(node -> sources.put(node.output(), node.input()));
    return sources;
  }

  private static Map<Value, float[]> constants(List<Node> nodes, Weights weights) {
    Map<Value, float[]> known = new HashMap<>();
    nodes.stream()
        .filter(node -> node.layer() instanceof Constant)
        .forEach(node -> known.put(node.output(), weights.of(node).get("value").floats()));
    return known;
  }
}
