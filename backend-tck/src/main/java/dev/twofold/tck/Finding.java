package dev.twofold.tck;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.runtime.BackendStatus;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendException;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;

/// Finds a backend as an application does and runs one layer on it.
final class Finding {

  private static final List<Layer> LAYERS =
      List.of(
          Convolution.depthwise(4, Window.same(3)),
          Convolution.pointwise(4, 6),
          Convolution.regular(4, 6, Window.same(3)),
          Activation.RELU);

  private Finding() {}

  /// One line that says what ran.
  ///
  /// @throws AssertionError if the backend is not found, runs nothing, or runs it wrong
  static String find(String id) {
    Backends backends = Backends.discover();
    List<String> found = backends.statuses().stream().map(BackendStatus::summary).toList();
    if (backends.statuses().stream().noneMatch(s -> s.id().equals(id) && s.isAvailable())) {
      throw new AssertionError("backend '%s' is not found; found: %s".formatted(id, found));
    }
    StringBuilder refused = new StringBuilder();
    for (Layer layer : LAYERS) {
      try {
        return run(backends, id, layer);
      } catch (BackendException e) {
        refused.append("; ").append(e.getMessage());
      }
    }
    throw new AssertionError("backend '%s' runs nothing%s".formatted(id, refused));
  }

  private static String run(Backends backends, String id, Layer layer) {
    GraphBuilder net = Graph.builder(layer.kind());
    Value x = net.input("x", Shape.nchw(1, 4, 5, 5));
    Model model = Networks.model(net.output(net.add("layer", layer, x)).build(), Data.INTEGERS);
    CompileOptions options =
        CompileOptions.DEFAULTS.withBackends(id).withFallback(FallbackPolicy.FORBID);
    List<Tensor> inputs = GraphRuns.inputs(model, Data.INTEGERS, 1);
    try (Program program = backends.compile(model, options)) {
      GraphRuns.expectEqual(
          layer.kind(), GraphRuns.defined(model, inputs), GraphRuns.run(program, inputs));
      return "%s ran %s".formatted(program.selection(), layer.kind());
    }
  }
}
