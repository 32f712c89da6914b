package dev.twofold.cpu;

import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.spi.Chain;
import dev.twofold.spi.Claim;
import dev.twofold.spi.GraphCompiler;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.Subgraph;
import dev.twofold.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes depthwise convolutions together with the pointwise ones behind them.
///
/// @param machine what kernels are made for
record SeparableCompiler(Machine machine) implements GraphCompiler {

  /*
   * Fused, what passes between the two never leaves the second cache: it is computed and used up by
   * bands of rows. Where all of it stays there anyway (half a cache, twice a band), two kernels do as
   * well, and the pointwise one can then be split by output channels, which few pixels want.
   */
  private static final long LEAST_ELEMENTS = 2L * SeparableKernel.BAND_ELEMENTS;

  /// A depthwise and a pointwise convolution, each with its epilogue.
  private record Pair(Chain depthwise, Chain pointwise) {

    List<Node> nodes() {
      List<Node> nodes = new ArrayList<>(depthwise.nodes());
      nodes.addAll(pointwise.nodes());
      return nodes;
    }
  }

  @Override
  public List<Claim> claims(Graph lowered) {
    return lowered.nodes().stream()
        .flatMap(node -> pair(lowered, node).stream())
        .map(pair ->
            new Claim(
                Subgraph.of(lowered, pair.nodes()),
                SeparableKernel.name(machine, pair.depthwise().call(), pair.pointwise().call()),
                Layout.NHWC,
                Layout.NHWC))
        .toList();
  }

  @Override
  public Kernel compile(Claim claim, Model lowered) {
    Pair pair = pair(lowered.graph(), claim.subgraph().nodes().getFirst()).orElseThrow();
    return SeparableKernel.of(
        machine,
        pair.depthwise().call(),
        lowered.weights().of(pair.depthwise().nodes().getFirst()),
        pair.pointwise().call(),
        lowered.weights().of(pair.pointwise().nodes().getFirst()));
  }

  private static Optional<Pair> pair(Graph graph, Node node) {
    if (!(node.layer() instanceof DepthwiseConv2d)
        || node.output().type().shape().elements() < LEAST_ELEMENTS) {
      return Optional.empty();
    }
    Chain depthwise = Chain.whole(graph, node);
    if (depthwise.call().epilogue().addsResidual()) {
      return Optional.empty();
    }
    return depthwise
        .onlyReader(graph)
        .filter(reader -> reader.layer() instanceof PointwiseConv2d)
        .map(reader -> new Pair(depthwise, Chain.whole(graph, reader)));
  }
}
