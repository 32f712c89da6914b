package dev.twofold.onnx;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The messages of an ONNX file, as far as they are read. Field numbers are those of `onnx.proto`
/// (github.com/onnx/onnx, IR version 10).
final class Proto {

  private Proto() {}

  /// A file.
  ///
  /// @param opsets versions of the operator sets by domain; ONNX's own is the empty one
  /// @param metadata further texts that the file carries
  record Model(Map<String, Long> opsets, Graph graph, Map<String, String> metadata) {}

  /// A network.
  record Graph(
      List<Node> nodes,
      List<Tensor> initializers,
      List<ValueInfo> inputs,
      List<ValueInfo> outputs) {

    /// The inputs that the caller gives: old files list initializers among the inputs.
    List<ValueInfo> givenInputs() {
      Set<String> initialized = initializers.stream().map(Tensor::name).collect(Collectors.toSet());
      return inputs.stream().filter(input -> !initialized.contains(input.name())).toList();
    }
  }

  /// A call of an operator. Inputs and outputs that are left out are empty names.
  ///
  /// @param offset where it stands in the file, in bytes
  record Node(
      String operator,
      String domain,
      String name,
      List<String> inputs,
      List<String> outputs,
      Map<String, Attribute> attributes,
      long offset) {}

  /// A named setting of a node.
  sealed interface Attribute permits Real, Int, Text, Reals, Ints, TensorAttribute, Other {}

  /// An attribute of one float.
  record Real(float value) implements Attribute {}

  /// An attribute of one integer.
  record Int(long value) implements Attribute {}

  /// An attribute of text.
  record Text(String value) implements Attribute {}

  /// An attribute of several floats.
  record Reals(List<Float> values) implements Attribute {}

  /// An attribute of several integers.
  record Ints(List<Long> values) implements Attribute {}

  /// An attribute that is a tensor.
  record TensorAttribute(Tensor value) implements Attribute {}

  /// An attribute of a type that no supported operator has, such as a graph.
  record Other(String type) implements Attribute {}

  /// A tensor's description; the elements stay in the file.
  ///
  /// @param type the code of the element type
  /// @param span where the message lies in the file
  /// @param raw where the raw data lies in the file; absent if the length is negative
  /// @param external keys and values that tell where external data lies; empty if it is not external
  record Tensor(
      String name, long type, List<Long> dims, Span span, Span raw, Map<String, String> external) {

    boolean hasRaw() {
      return raw.length() >= 0;
    }
  }

  /// An input or output of the network.
  ///
  /// @param type the code of the element type, 0 if it is not a tensor
  /// @param dims the extents as far as known; empty also where the shape is not given
  /// @param shaped whether the shape is given
  record ValueInfo(String name, long type, List<Dim> dims, boolean shaped) {}

  /// One extent.
  ///
  /// @param extent the value, -1 if it is not known
  /// @param name the name of an unknown extent, empty if it has none
  record Dim(long extent, String name) {

    boolean isKnown() {
      return extent >= 0;
    }

    @Override
    public String toString() {
      return isKnown() ? Long.toString(extent) : name.isEmpty() ? "?" : name;
    }
  }
}
