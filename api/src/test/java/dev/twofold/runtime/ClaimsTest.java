package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Claim;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.GraphCompiler;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Spi;
import dev.twofold.spi.Subgraph;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Backends that take whole parts of a graph.
class ClaimsTest {

  private static final Model MODEL = Networks.model(Networks.residual());
  private static final Tensor INPUT = Networks.random(Shape.nchw(2, 3, 7, 5), 1);

  /// The loop backend with a compiler that claims the nodes of some names as one part.
  private record Claiming(LoopProvider loops, Set<String> names) implements BackendProvider {

    @Override
    public int spiVersion() {
      return Spi.VERSION;
    }

    @Override
    public String id() {
      return loops.id();
    }

    @Override
    public DeviceClass deviceClass() {
      return loops.deviceClass();
    }

    @Override
    public Availability probe() {
      return loops.probe();
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
      return new Opened(loops.open(device, options), names);
    }
  }

  private record Opened(Backend loops, Set<String> names) implements Backend, GraphCompiler {

    @Override
    public BackendInfo info() {
      return loops.info();
    }

    @Override
    public Support supports(LayerCall call) {
      return loops.supports(call);
    }

    @Override
    public Kernel prepare(LayerCall call, Weights weights) {
      return loops.prepare(call, weights);
    }

    @Override
    public Optional<GraphCompiler> graphCompiler() {
      return Optional.of(this);
    }

    @Override
    public List<Claim> claims(Graph lowered) {
      List<Node> part =
          lowered.nodes().stream().filter(node -> names.contains(node.name())).toList();
      return List.of(new Claim(Subgraph.of(lowered, part), "loops_part", Layout.NHWC, Layout.NHWC));
    }

    /// A convolution with the activation behind it.
    @Override
    public Kernel compile(Claim claim, Model lowered) {
      Node first = claim.subgraph().nodes().getFirst();
      LayerCall call = LayerCall.of(first.name(), first.layer(), first.inputTypes());
      return loops.prepare(
          call.then(new Epilogue.Activate(Activation.RELU)), lowered.weights().of(first));
    }

    @Override
    public void close() {
      loops.close();
    }
  }

  private static Backends claiming(String... names) {
    LoopProvider loops = LoopProvider.of("loops", Layout.NHWC);
    return Backends.of(List.of(new Claiming(loops, Set.of(names))));
  }

  @Test
  void compile_claimedPart_isOneStepAndTheRestIsOfferedLayerByLayer() {
    LoopProvider plain = LoopProvider.of("loops", Layout.NHWC);
    try (Program program = claiming("depthwise", "depthwise_relu").compile(MODEL);
        Program alone = Backends.of(List.of(plain)).compile(MODEL)) {
      assertEquals(
          List.of("loops_1", "loops_part", "loops_2"),
          program.plan().steps().stream().map(ExecutionPlan.Step::kernel).toList());
      assertEquals(
          List.of("depthwise", "depthwise_bn", "depthwise_relu"),
          program.plan().steps().get(1).nodes());
      assertArrayEquals(alone.run(INPUT).floats(), program.run(INPUT).floats());
    }
  }

  @Test
  void compile_claimThatAPathLeavesAndEnters_saysWhichKernelsWait() {
    BackendException e =
        assertThrows(BackendException.class, () -> claiming("stem", "add").compile(MODEL));
    assertTrue(
        e.getMessage().startsWith("kernels wait for each other: [loops_part on loops, "),
        e.getMessage());
    assertTrue(
        e.getMessage()
            .endsWith(
                "a backend claimed a part of the graph that a path leaves and enters again,"
                    + " report this to its author"),
        e.getMessage());
  }

  @Test
  void subgraph_someNodes_hasWhatEntersAndLeaves() {
    Graph graph = MODEL.graph();
    List<Node> part =
        graph.nodes().stream()
            .filter(node -> Set.of("stem_relu", "depthwise").contains(node.name()))
            .toList();
    Subgraph subgraph = Subgraph.of(graph, part);
    assertEquals(List.of("stem_bn"), subgraph.inputs().stream().map(v -> v.name()).toList());
    // The residual connection reads the first, the normalisation the second.
    assertEquals(
        List.of("stem_relu", "depthwise"), subgraph.outputs().stream().map(v -> v.name()).toList());
  }
}
