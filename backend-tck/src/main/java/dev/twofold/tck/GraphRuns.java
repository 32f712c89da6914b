package dev.twofold.tck;

import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/// Compiles and runs models on the backend under test and by definition.
final class GraphRuns {

  private GraphRuns() {}

  static List<Tensor> inputs(Model model, Data data, long seed) {
    Random random = new Random(seed);
    return model.graph().inputs().stream()
        .map(input -> data.floats(input.shape(), random))
        .toList();
  }

  /// The outputs by definition, node by node.
  static SequencedMap<String, Tensor> defined(Model model, List<Tensor> inputs) {
    Map<Value, Tensor> known = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      known.put(model.graph().inputs().get(i), inputs.get(i));
    }
    for (Node node : model.graph().nodes()) {
      LayerCall call = LayerCall.of(node.name(), node.layer(), node.inputTypes());
      List<Tensor> given = node.inputs().stream().map(known::get).toList();
      List<Expected> outputs = Oracle.of(call, given, model.weights().of(node));
      for (int i = 0; i < outputs.size(); i++) {
        known.put(node.outputs().get(i), outputs.get(i).rounded());
      }
    }
    SequencedMap<String, Tensor> results = new LinkedHashMap<>();
    model.graph().outputs().forEach((name, value) -> results.put(name, known.get(value)));
    return results;
  }

  /// Compiled for a backend, with the definition behind it.
  static Program compile(
      Subject subject, BackendProvider provider, Model model, FallbackPolicy policy) {
    CompileOptions options =
        CompileOptions.DEFAULTS
            .withBackends(provider.id())
            .withFallback(policy)
            .withBackendOptions(subject.options());
    return Backends.of(List.of(provider, new OracleProvider())).compile(model, options);
  }

  static List<Tensor> run(Program program, List<Tensor> inputs) {
    List<Tensor> outputs = new ArrayList<>();
    for (Value value : program.outputs().values()) {
      TensorType type = value.type();
      outputs.add(Tensor.zeros(type));
    }
    program.run(inputs, outputs);
    return outputs;
  }

  /// Compares outputs that must be the same numbers.
  static void expectEqual(String what, SequencedMap<String, Tensor> expected, List<Tensor> got) {
    int i = 0;
    for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
      Tensor tensor = entry.getValue();
      double[] values = new double[(int) tensor.shape().elements()];
      for (int e = 0; e < values.length; e++) {
        values[e] =
            switch (tensor.type().type()) {
              case FLOAT32 -> tensor.floats()[e];
              case INT32 -> tensor.ints()[e];
            };
      }
      new Expected(tensor.type(), values, new double[values.length])
          .check(
              what + ", output '" + entry.getKey() + "'", got.get(i++), Expected.Strictness.EXACT);
    }
  }
}
