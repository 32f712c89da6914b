package dev.twofold.onnx;

import dev.twofold.graph.Constant;
import dev.twofold.graph.GraphException;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Model;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Translates the nodes of a file into layers.
final class Importer {

  /*
   * Every value of the file is an Operand: known now, or flowing at run time. A node whose inputs are
   * all known is computed at once (Folding); any other is translated by its operator (Operators),
   * which may still answer with something known, as Shape does. So the chains with which exporters
   * compute the target of a Resize vanish, and what is left are layers with fixed configurations.
   *
   * A node that is refused does not end the translation: the reasons are collected, and nodes that
   * read what it would have produced are passed over.
   */

  private static final int MIN_OPSET = 1;
  private static final int MAX_OPSET = 28;
  private static final int SHOWN_PROBLEMS = 20;

  private final Source source;
  private final Proto.Graph graph;
  private final OnnxOptions options;
  private final Map<String, Literal> samples;
  private final int opset;
  private final TensorDecoder decoder;
  private final NodeNames names = new NodeNames();
  private final Draft draft = new Draft();
  private final Map<String, Proto.Tensor> initializers = new HashMap<>();
  private final Map<String, Operand> operands = new HashMap<>();
  private final Map<String, Wire> constants = new HashMap<>();
  private final Map<Wire, Literal> sampled = new HashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private boolean malformed;

  Importer(Source source, Proto.Model model, OnnxOptions options, Map<String, Literal> samples) {
    this.source = source;
    this.graph = model.graph();
    this.options = options;
    this.samples = samples;
    this.opset = checkedOpset(model.opsets());
    this.decoder = new TensorDecoder(source);
  }

  /// The version of ONNX's own operators; files that use none of them need not name one.
  private int checkedOpset(Map<String, Long> opsets) {
    long version = opsets.getOrDefault("", (long) MAX_OPSET);
    if (opsets.isEmpty()) {
      throw new OnnxException(
          source.name()
              + ": at byte 0: names no version of ONNX's operators: damaged or no ONNX file",
          false);
    }
    if (version < MIN_OPSET || version > MAX_OPSET) {
      throw new OnnxException(
          Text.of(
              "%s: at byte 0: operator set %d is not supported, only %d to %d; convert it with"
                  + " onnx.version_converter",
              source.name(), version, MIN_OPSET, MAX_OPSET),
          true);
    }
    return (int) version;
  }

  /// Translates the whole network.
  ///
  /// @throws OnnxException naming everything that is wrong
  Model model() {
    SequencedMap<String, Wire> outputs = translated();
    return options.simplify()
        ? simplified(outputs, new SimplificationLog())
        : model(draft.needed(outputs.values()), outputs);
  }

  /// Translates the whole network, with and without simplification.
  ///
  /// @throws OnnxException naming everything that is wrong
  ImportReport report() {
    SequencedMap<String, Wire> outputs = translated();
    Model asImported = model(draft.needed(outputs.values()), outputs);
    SimplificationLog log = new SimplificationLog();
    return new ImportReport(asImported, simplified(outputs, log), log.entries());
  }

  private Model simplified(SequencedMap<String, Wire> outputs, SimplificationLog log) {
    Collection<Wire> ends = outputs.values();
    return model(Simplifier.simplified(draft.needed(ends), ends, budget(), log), outputs);
  }

  private Model model(List<Draft.Step> steps, SequencedMap<String, Wire> outputs) {
    try {
      return draft.model(graphName(), steps, outputs, names.containers());
    } catch (GraphException e) {
      throw new OnnxException(source.name() + ": " + e.getMessage(), e);
    }
  }

  private SequencedMap<String, Wire> translated() {
    graph.initializers().forEach(tensor -> initializers.put(tensor.name(), tensor));
    Set<String> given = new HashSet<>(initializers.keySet());
    List<Proto.ValueInfo> inputs = graph.givenInputs();
    inputs.forEach(input -> given.add(input.name()));
    List<Proto.Node> nodes = new NodeOrder(source.name(), graph.nodes()).sorted(given);
    declare(inputs);
    for (Proto.Node node : needed(nodes)) {
      translate(node);
    }
    SequencedMap<String, Wire> outputs = outputs();
    throwProblems();
    return outputs;
  }

  private void declare(List<Proto.ValueInfo> inputs) {
    InputBinder binder = new InputBinder(inputs, options, samples);
    for (Proto.ValueInfo input : inputs) {
      names.reserve(input.name());
      attempt(
          "input '" + input.name() + "'",
          List.of(input.name()),
          () -> {
            Literal sample = samples.get(input.name());
            if (sample != null && InputBinder.isKnownOnly(sample)) {
              define(input.name(), new Operand.Known(input.name(), sample));
              return;
            }
            Wire wire = draft.input(input.name(), binder.type(input));
            if (sample != null) {
              sampled.put(wire, sample);
            }
            define(input.name(), new Operand.Live(wire, ElementType.of(input.type())));
          });
    }
    attempt("options", List.of(), binder::checkAllUsed);
  }

  /// The nodes that outputs of the network depend on.
  private List<Proto.Node> needed(List<Proto.Node> nodes) {
    Set<String> wanted = new HashSet<>();
    graph.outputs().forEach(output -> wanted.add(output.name()));
    List<Proto.Node> needed = new ArrayList<>();
    for (Proto.Node node : nodes.reversed()) {
      if (node.outputs().stream().anyMatch(wanted::contains)) {
        wanted.addAll(node.inputs());
        needed.add(node);
      }
    }
    return needed.reversed();
  }

  private void translate(Proto.Node node) {
    attempt(
        "node '" + NodeOrder.label(node) + "'",
        node.outputs(),
        () -> {
          Operator operator = Operators.find(node);
          List<Operand> inputs = node.inputs().stream().map(this::operand).toList();
          if (inputs.stream().anyMatch(Operand.Broken.class::isInstance)) {
            node.outputs().forEach(output -> define(output, new Operand.Broken()));
            return;
          }
          Call call =
              new Call(this, node, new Attributes(node.attributes(), decoder), inputs, path(node));
          if (!Folding.fold(call)) {
            operator.translate(call);
          }
        });
  }

  private String path(Proto.Node node) {
    return names.path(node.name().isEmpty() ? node.operator() : node.name());
  }

  /// Runs a part of the translation; a refusal becomes a problem and its results broken.
  private void attempt(String where, List<String> results, Runnable part) {
    try {
      budget().at(where);
      part.run();
      return;
    } catch (Refusal e) {
      problem(where, e.text(), !e.isUnsupported());
    } catch (IllegalArgumentException | ArithmeticException e) {
      problem(where, String.valueOf(e.getMessage()), true);
    }
    results.forEach(result -> operands.put(result, new Operand.Broken()));
  }

  private void problem(String where, String text, boolean isMalformed) {
    malformed |= isMalformed;
    problems.add(where + ": " + text);
  }

  private void throwProblems() {
    if (problems.isEmpty()) {
      return;
    }
    String shown = String.join("; ", problems.stream().limit(SHOWN_PROBLEMS).toList());
    String more =
        problems.size() > SHOWN_PROBLEMS
            ? Text.of(" and %d more", problems.size() - SHOWN_PROBLEMS)
            : "";
    throw new OnnxException(source.name() + ": " + shown + more, !malformed);
  }

  private SequencedMap<String, Wire> outputs() {
    SequencedMap<String, Wire> outputs = new LinkedHashMap<>();
    for (Proto.ValueInfo output : graph.outputs()) {
      attempt(
          "output '" + output.name() + "'",
          List.of(),
          () -> {
            if (operand(output.name()) instanceof Operand.Broken) {
              return;
            }
            outputs.put(output.name(), output(output.name()));
          });
    }
    if (graph.outputs().isEmpty()) {
      problem("at byte 0", "the graph has no output", true);
    }
    return outputs;
  }

  private Wire output(String name) {
    return switch (operand(name)) {
      case Operand.Known(_, Literal literal) when literal.type().isFloat() ->
          constant(name, literal);
      case Operand.Known(_, Literal literal) ->
          throw Refusal.unsupported("a constant output of %s is not supported", literal);
      case Operand.Live(Wire wire, _) when draft.isInput(wire) ->
          add(names.path(name + "_out"), new Identity("Identity"), Map.of(), List.of(wire))
              .getFirst();
      case Operand.Live(Wire wire, _) -> wire;
      case Operand.Broken() -> throw new IllegalStateException("broken output");
    };
  }

  private String graphName() {
    String file = source.name().replaceFirst(".*[/\\\\]", "");
    String stem = file.replaceFirst("\\.onnx$", "");
    return stem.isEmpty() ? "network" : stem;
  }

  // --- what a call needs

  int opset() {
    return opset;
  }

  Budget budget() {
    return source.budget();
  }

  Optional<Literal> sample(Wire wire) {
    return Optional.ofNullable(sampled.get(wire));
  }

  Optional<Draft.Step> producer(Wire wire) {
    return draft.producer(wire);
  }

  /// Adds a layer under the name of a node.
  List<Wire> add(String name, Layer layer, Map<String, Tensor> weights, List<Wire> inputs) {
    return draft.add(name, layer, weights, inputs);
  }

  /// Adds a layer under a name, or the name with a number if it is taken.
  Wire addBeside(String name, Layer layer, List<Wire> inputs) {
    return draft.add(names.unique(name), layer, Map.of(), inputs).getFirst();
  }

  /// The constant for a known value, the same one for every reader.
  Wire constant(String name, Literal literal) {
    Wire known = constants.get(name);
    if (known == null) {
      Tensor tensor = literal.tensor();
      known =
          draft
              .add(
                  names.path(name),
                  new Constant(tensor.shape()),
                  Map.of("value", tensor),
                  List.of())
              .getFirst();
      constants.put(name, known);
    }
    return known;
  }

  void define(String name, Operand operand) {
    if (!name.isEmpty()) {
      operands.put(name, operand);
    }
  }

  private Operand operand(String name) {
    Operand known = operands.get(name);
    if (known != null) {
      return known;
    }
    Proto.Tensor tensor = initializers.get(name);
    if (tensor != null) {
      Operand operand = new Operand.Known(name, decoder.literal(tensor));
      operands.put(name, operand);
      return operand;
    }
    if (name.isEmpty()) {
      return new Operand.Known("", Literal.ofLongs());
    }
    throw Refusal.malformed("value '%s' is produced by no node", name);
  }
}
