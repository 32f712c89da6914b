package dev.twofold.cuda;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Value;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendOptions;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Models with every parameter away from 0 and 1, and programs of them.
final class Compiled {

  private Compiled() {}

  /// Seeded weights; biases and statistics, which would be 0 and 1, are near these.
  static Model model(Graph graph) {
    Model model = Model.initialised(graph, 1);
    Random random = new Random(2);
    for (Node node : graph.nodes()) {
      for (ParameterSpec spec : node.layer().parameters()) {
        if (spec.role() != ParameterSpec.Role.WEIGHT) {
          float[] values = model.weights().get(node.weightName(spec)).floats();
          for (int i = 0; i < values.length; i++) {
            values[i] += 0.2f * random.nextFloat();
          }
        }
      }
    }
    return model;
  }

  static List<Tensor> inputs(Graph graph, long seed) {
    Random random = new Random(seed);
    List<Tensor> inputs = new ArrayList<>();
    for (Value value : graph.inputs()) {
      Tensor tensor = Tensor.zeros(value.type());
      for (int i = 0; i < tensor.floats().length; i++) {
        tensor.floats()[i] = random.nextFloat();
      }
      inputs.add(tensor);
    }
    return inputs;
  }

  /// Compiled for one backend alone.
  static Program on(String backend, Model model, Map<String, String> properties) {
    CompileOptions options =
        CompileOptions.DEFAULTS
            .withBackends(backend)
            .withFallback(FallbackPolicy.FORBID)
            .withBackendOptions(BackendOptions.DEFAULTS.withProperties(properties));
    return Backends.discover().compile(model, options);
  }

  static Program onCuda(Model model) {
    return on("cuda", model, Map.of());
  }

  static List<Tensor> run(Program program, List<Tensor> inputs) {
    List<Tensor> outputs =
        program.outputs().values().stream().map(value -> Tensor.zeros(value.type())).toList();
    program.run(inputs, outputs);
    return outputs;
  }
}
