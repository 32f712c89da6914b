package dev.twofold.cpu;

import dev.twofold.graph.Activation;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Chain;
import dev.twofold.spi.Claim;
import dev.twofold.spi.GraphCompiler;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Subgraph;
import dev.twofold.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Takes depthwise convolutions together with the pointwise ones behind them, and those before them.
///
/// @param machine what kernels are made for
record SeparableCompiler(Machine machine) implements GraphCompiler {

  /*
   * Fused, what passes between two convolutions never leaves the second cache: it is computed and used
   * up by bands of rows. The rule:
   *
   *   depthwise, pointwise         as NCHW, where that is the whole graph, with vectors
   *   depthwise                    likewise
   *   expand, depthwise, project   where the expanded tensor has LEAST_EXPANDED elements or more
   *   depthwise, pointwise         where what lies between has LEAST_ELEMENTS or more
   *   each alone                   else
   *
   * What enters and leaves a graph is NCHW. A layer in between does better as NHWC; one that is alone
   * would spend as long on changing the order twice as on its work.
   *
   * Where all of it stays in that cache anyway (half a cache, twice a band), kernels of their own do as
   * well, and pointwise ones can then be split by output channels, which few pixels want.
   */
  private static final long LEAST_ELEMENTS = 2L * SeparableKernel.BAND_ELEMENTS;

  /*
   * Twice a second cache. MobileNetV2 on one thread of a machine with 32 MB of third cache, apart and
   * fused: 16-96-24 on 112 x 112 (1.2 million elements) 0.76 and 0.73 ms, 24-144-24 on 56 x 56 (0.45
   * million) 0.64 and 0.63 ms: smaller ones are the tiles' time alone, and what threads compute twice
   * would weigh more.
   */
  private static final long LEAST_EXPANDED = 524_288;

  /// A depthwise convolution with its epilogue, and perhaps a pointwise one before and one behind it.
  private record Part(
      Layout layout, Optional<Chain> expand, Chain depthwise, Optional<Chain> pointwise) {

    List<Node> nodes() {
      List<Node> nodes = new ArrayList<>();
      expand.ifPresent(chain -> nodes.addAll(chain.nodes()));
      nodes.addAll(depthwise.nodes());
      pointwise.ifPresent(chain -> nodes.addAll(chain.nodes()));
      return nodes;
    }
  }

  @Override
  public List<Claim> claims(Graph lowered) {
    return lowered.nodes().stream()
        .filter(node -> node.layer() instanceof DepthwiseConv2d)
        .flatMap(node -> part(lowered, node).stream())
        .map(part ->
            new Claim(Subgraph.of(lowered, part.nodes()), name(part), part.layout(), part.layout()))
        .toList();
  }

  private String name(Part part) {
    LayerCall depthwise = part.depthwise().call();
    if (part.layout() == Layout.NCHW) {
      return part.pointwise().isPresent()
          ? PlanarKernel.name(machine, depthwise)
          : PlanarKernel.name(depthwise);
    }
    Chain pointwise = part.pointwise().orElseThrow();
    return part.expand().isPresent()
        ? InvertedKernel.name(machine, part.depthwise(), pointwise)
        : SeparableKernel.name(machine, depthwise, pointwise.call());
  }

  @Override
  public Kernel compile(Claim claim, Model lowered) {
    Node depthwise =
        claim.subgraph().nodes().stream()
            .filter(node -> node.layer() instanceof DepthwiseConv2d)
            .findFirst()
            .orElseThrow();
    Part part = part(lowered.graph(), depthwise).orElseThrow();
    Function<Chain, Weights> weights = chain -> lowered.weights().of(chain.nodes().getFirst());
    Chain first = part.depthwise();
    if (part.layout() == Layout.NCHW) {
      return part.pointwise()
          .map(second -> PlanarKernel.of(machine, first, second, weights))
          .orElseGet(() -> PlanarKernel.of(machine, first.call(), weights.apply(first)));
    }
    Chain second = part.pointwise().orElseThrow();
    return part.expand()
        .map(expand -> InvertedKernel.of(machine, expand, first, second, weights))
        .orElseGet(() ->
            SeparableKernel.of(
                machine, first.call(), weights.apply(first), second.call(), weights.apply(second)));
  }

  private Optional<Part> part(Graph graph, Node node) {
    Chain depthwise = Chain.whole(graph, node);
    return planar(graph, depthwise).or(() -> fused(graph, node, depthwise));
  }

  private Optional<Part> planar(Graph graph, Chain depthwise) {
    boolean vectors = machine.kernels().vectorBits() > Float.SIZE;
    if (!vectors || !entersHere(graph, depthwise, 0) || !PlanarKernel.takes(depthwise.call())) {
      return Optional.empty();
    }
    if (leavesHere(graph, depthwise)) {
      return Optional.of(new Part(Layout.NCHW, Optional.empty(), depthwise, Optional.empty()));
    }
    return Optional.of(depthwise)
        .filter(first -> PlanarKernel.takesBoth(first.call()))
        .flatMap(first -> behind(graph, first))
        .filter(second -> entersHere(graph, second, 1) && leavesHere(graph, second))
        .map(second -> new Part(Layout.NCHW, Optional.empty(), depthwise, Optional.of(second)));
  }

  private static Optional<Part> fused(Graph graph, Node node, Chain depthwise) {
    Optional<Chain> expand = expand(graph, node);
    if (expand.isEmpty() && node.output().type().shape().elements() < LEAST_ELEMENTS) {
      return Optional.empty();
    }
    return behind(graph, depthwise)
        .map(second -> new Part(Layout.NHWC, expand, depthwise, Optional.of(second)));
  }

  /// The pointwise convolution that alone reads a depthwise one, which adds no residual then.
  private static Optional<Chain> behind(Graph graph, Chain depthwise) {
    return depthwise
        .onlyReader(graph)
        .filter(reader -> reader.layer() instanceof PointwiseConv2d)
        .filter(reader -> !depthwise.call().epilogue().addsResidual())
        .map(reader -> Chain.whole(graph, reader));
  }

  /// Whether no node computes what a chain reads.
  ///
  /// @param but how many of its first inputs do not count
  private static boolean entersHere(Graph graph, Chain chain, int but) {
    return chain.inputs().stream().skip(but).allMatch(value -> graph.producer(value).isEmpty());
  }

  /// Whether no node reads what a chain computes.
  private static boolean leavesHere(Graph graph, Chain chain) {
    return graph.consumers(chain.outputs().getFirst()).isEmpty();
  }

  /// The pointwise convolution whose output only a depthwise one reads, if that is large.
  private static Optional<Chain> expand(Graph graph, Node depthwise) {
    if (depthwise.input().type().shape().elements() < LEAST_EXPANDED) {
      return Optional.empty();
    }
    return graph
        .producer(depthwise.input())
        .map(node -> node.layer() instanceof Activation ? before(graph, node) : node)
        .filter(node -> node.layer() instanceof PointwiseConv2d)
        .map(node -> Chain.whole(graph, node))
        .filter(chain -> !chain.call().epilogue().addsResidual())
        .filter(chain -> chain.onlyReader(graph).filter(depthwise::equals).isPresent());
  }

  private static Node before(Graph graph, Node activation) {
    return graph.producer(activation.input()).orElse(activation);
  }
}
