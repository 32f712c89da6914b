package dev.twofold.onnx;

import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One node of the file while it is translated: its operands, its attributes, and the layers that
/// are put in its place. The first layer called [#main] carries the node's name.
final class Call {

  private final Importer importer;
  private final Proto.Node node;
  private final Attributes attributes;
  private final List<Operand> operands;
  private final String path;

  Call(
      Importer importer,
      Proto.Node node,
      Attributes attributes,
      List<Operand> operands,
      String path) {
    this.importer = importer;
    this.node = node;
    this.attributes = attributes;
    this.operands = operands;
    this.path = path;
  }

  String operator() {
    return node.operator();
  }

  Attributes attributes() {
    return attributes;
  }

  /// The version of the operator set.
  int opset() {
    return importer.opset();
  }

  // --- operands

  int inputCount() {
    return operands.size();
  }

  int outputCount() {
    return node.outputs().size();
  }

  /// Whether an output has a name, so that something may read it.
  boolean wants(int output) {
    return output < outputCount() && !node.outputs().get(output).isEmpty();
  }

  /// Whether an input is given.
  boolean has(int input) {
    return input < operands.size() && !node.inputs().get(input).isEmpty();
  }

  boolean isKnown(int input) {
    return has(input) && operands.get(input) instanceof Operand.Known;
  }

  /// An input's name in the file.
  String inputName(int input) {
    return node.inputs().get(input);
  }

  Operand operand(int input) {
    if (!has(input)) {
      throw Refusal.malformed("input %d is missing", input);
    }
    return operands.get(input);
  }

  /// An input whose elements must be known while the file is read.
  ///
  /// @param what it is for, as in messages
  Literal known(int input, String what) {
    return switch (operand(input)) {
      case Operand.Known(_, Literal literal) -> literal;
      case Operand.Live(Wire wire, _) ->
          importer
              .sample(wire)
              .orElseThrow(() ->
                  Refusal.unsupported(
                      "its %s '%s' must not depend on the network's input",
                      what, inputName(input)));
      case Operand.Broken() -> throw new IllegalStateException("broken operand");
    };
  }

  /// A known input if there is one: absent if it is not given or flows at run time.
  Optional<Literal> ifKnown(int input) {
    return has(input) && operands.get(input) instanceof Operand.Known(_, Literal literal)
        ? Optional.of(literal)
        : Optional.empty();
  }

  /// Whether the elements of an input are known, or sampled for it.
  boolean isSampled(int input) {
    return isKnown(input)
        || (operand(input) instanceof Operand.Live(Wire wire, _)
            && importer.sample(wire).isPresent());
  }

  /// A known input, or else one sampled for it, or nothing if it is not given.
  Optional<Literal> optional(int input, String what) {
    return has(input) ? Optional.of(known(input, what)) : Optional.empty();
  }

  /// Known integers that have to fit `int`.
  int[] knownIndices(int input, String what) {
    long[] longs = known(input, what).longs();
    return Arrays.stream(longs).mapToInt(value -> Attributes.narrow(what, value)).toArray();
  }

  /// An input as a tensor that flows, whatever its type; known ones become constants.
  Wire any(int input) {
    return switch (operand(input)) {
      case Operand.Live(Wire wire, _) -> wire;
      case Operand.Known(String name, Literal literal) -> importer.constant(name, literal);
      case Operand.Broken() -> throw new IllegalStateException("broken operand");
    };
  }

  /// An input as a tensor whose elements are moved about: floats, or narrow integers carried as
  /// floats.
  Wire moved(int input) {
    Wire wire = any(input);
    if (wire.type().type() != DataType.FLOAT32) {
      throw Refusal.unsupported(
          "moving elements of %s is not supported (input '%s')", type(input), inputName(input));
    }
    return wire;
  }

  /// An input as a tensor of floats that flows, for arithmetic.
  Wire floats(int input) {
    if (!type(input).isFloat()) {
      throw Refusal.unsupported(
          "arithmetic on %s is not supported, only on floats (input '%s')",
          type(input), inputName(input));
    }
    return any(input);
  }

  /// An input of truth values, carried as 1 and 0.
  Wire truth(int input) {
    if (type(input) != ElementType.BOOL) {
      throw Refusal.malformed(
          "truth values are expected, got %s (input '%s')", type(input), inputName(input));
    }
    return any(input);
  }

  /// The type that the file gives an input.
  ElementType type(int input) {
    return switch (operand(input)) {
      case Operand.Live(_, ElementType type) -> type;
      case Operand.Known(_, Literal literal) -> literal.type();
      case Operand.Broken() -> throw new IllegalStateException("broken operand");
    };
  }

  /// The extents of an input.
  int[] dims(int input) {
    return switch (operand(input)) {
      case Operand.Live(Wire wire, _) -> wire.shape().dims();
      case Operand.Known(_, Literal literal) -> literal.dims();
      case Operand.Broken() -> throw new IllegalStateException("broken operand");
    };
  }

  int rank(int input) {
    return dims(input).length;
  }

  /// An axis of an input, counted from the front.
  int axis(long axis, int input) {
    return Axes.fromFront(axis, rank(input));
  }

  /// The call that produces an input; empty if the network is given it.
  Optional<Draft.Step> producer(int input) {
    return operand(input) instanceof Operand.Live(Wire wire, _)
        ? importer.producer(wire)
        : Optional.empty();
  }

  // --- layers

  /// Adds the layer that carries the node's name.
  Wire main(Layer layer, Wire... inputs) {
    return main(layer, Map.of(), inputs);
  }

  /// Adds the layer that carries the node's name, with its weights.
  Wire main(Layer layer, Map<String, Tensor> weights, Wire... inputs) {
    return importer.add(path, layer, weights, List.of(inputs)).getFirst();
  }

  /// Adds the layer that carries the node's name and has several outputs.
  List<Wire> mainOutputs(Layer layer, Wire... inputs) {
    return importer.add(path, layer, Map.of(), List.of(inputs));
  }

  /// Adds a layer beside the main one, under the node's name with a suffix.
  Wire helper(String suffix, Layer layer, Wire... inputs) {
    return importer.addBeside(path + "_" + suffix, layer, List.of(inputs));
  }

  /// Adds a layer beside the main one, under the node's name with the layer's kind.
  Wire beside(Layer layer, Wire... inputs) {
    return helper(layer.kind().toLowerCase(Locale.ROOT), layer, inputs);
  }

  /// A constant beside the main layer.
  Wire helperConstant(String suffix, Literal literal) {
    return importer.constant(path + "_" + suffix, literal);
  }

  /// A constant of one number.
  Wire helperScalar(String suffix, float value) {
    return helperConstant(suffix, Literal.of(ElementType.FLOAT, new int[0], new float[] {value}));
  }

  /// Takes what is about to be allocated off the file's budget.
  ///
  /// @return the number of elements of the extents
  int charge(int... dims) {
    int elements = Literal.elements(dims);
    importer.budget().charge(256 + 12L * elements);
    return elements;
  }

  // --- results

  /// Tells what the node's first output is, of the first input's type.
  void result(Wire wire) {
    result(0, wire, operands.isEmpty() ? ElementType.FLOAT : type(0));
  }

  void result(int output, Wire wire, ElementType type) {
    importer.define(name(output), new Operand.Live(wire, type));
  }

  void result(Literal literal) {
    result(0, literal);
  }

  void result(int output, Literal literal) {
    importer.define(name(output), new Operand.Known(name(output), literal));
  }

  /// Tells that the node passes its first input on.
  void pass(String kind) {
    switch (operand(0)) {
      case Operand.Live(Wire wire, ElementType type) ->
          result(0, main(new Identity(kind), wire), type);
      case Operand.Known(_, Literal literal) -> result(literal);
      case Operand.Broken() -> throw new IllegalStateException("broken operand");
    }
  }

  private String name(int output) {
    return output < node.outputs().size() ? node.outputs().get(output) : "";
  }
}
