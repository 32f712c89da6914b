package dev.twofold.onnx;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Decides the extents of the network's inputs: what the caller says comes first, then the file, then
/// 1 for an open batch.
final class InputBinder {

  private final List<Proto.ValueInfo> inputs;
  private final OnnxOptions options;
  private final Map<String, Literal> samples;

  InputBinder(List<Proto.ValueInfo> inputs, OnnxOptions options, Map<String, Literal> samples) {
    this.inputs = inputs;
    this.options = options;
    this.samples = samples;
  }

  /// The type that an input's tensor has.
  TensorType type(Proto.ValueInfo input) {
    if (input.type() == 0) {
      throw Refusal.unsupported("only tensors are supported");
    }
    return new TensorType(shape(input), dataType(ElementType.of(input.type())));
  }

  /// Whether no tensor that flows can hold a sample: it has no elements.
  static boolean isKnownOnly(Literal sample) {
    return sample.elements() == 0;
  }

  private static DataType dataType(ElementType type) {
    return switch (type) {
      case FLOAT, FLOAT16, DOUBLE, BFLOAT16, UINT8, INT8, UINT16, INT16, BOOL -> DataType.FLOAT32;
      case INT32, INT64 -> DataType.INT32;
      case UINT32, UINT64 -> throw Refusal.unsupported("inputs of %s are not supported", type);
    };
  }

  private Shape shape(Proto.ValueInfo input) {
    Shape given = options.inputShapes().get(input.name());
    if (given == null && inputs.size() == 1) {
      given = options.inputShapes().get("");
    }
    if (given != null) {
      if (input.shaped() && given.rank() != input.dims().size()) {
        throw Refusal.malformed(
            "shape %s is given for it, but the file says %s", given, input.dims());
      }
      return given;
    }
    Literal sample = samples.get(input.name());
    return sample != null ? sample.shape() : shapeOfFile(input);
  }

  private Shape shapeOfFile(Proto.ValueInfo input) {
    int[] extents = new int[input.dims().size()];
    boolean open = !input.shaped();
    for (int i = 0; i < extents.length; i++) {
      long extent = extent(input.dims().get(i), i == 0 && extents.length > 1);
      open |= extent < 1;
      extents[i] = Attributes.narrow("extent " + i, extent);
    }
    if (input.dims().stream().anyMatch(dim -> dim.isKnown() && dim.extent() == 0)) {
      throw Refusal.unsupported(
          "its shape %s holds no element, as one extent is 0; give another one with --input-shape"
              + " or OnnxOptions.withInputShape",
          input.dims());
    }
    if (open) {
      throw Refusal.malformed(
          "the file leaves its shape %s open; give it with --input-shape or"
              + " OnnxOptions.withInputShape",
          input.shaped() ? input.dims() : "");
    }
    return Shape.of(extents);
  }

  private long extent(Proto.Dim dim, boolean batch) {
    if (dim.isKnown() && dim.extent() > 0) {
      return dim.extent();
    }
    Integer given = options.dims().get(dim.name());
    if (given != null && !dim.name().isEmpty()) {
      return given;
    }
    return batch ? 1 : -1;
  }

  /// Checks that the file knows every name in the options.
  void checkAllUsed() {
    Set<String> shapes = new TreeSet<>(options.inputShapes().keySet());
    inputs.forEach(input -> shapes.remove(input.name()));
    if (inputs.size() == 1) {
      shapes.remove("");
    }
    List<String> names = inputs.stream().map(Proto.ValueInfo::name).toList();
    if (!shapes.isEmpty()) {
      throw Refusal.malformed(
          "a shape is given for %s, but the inputs are %s",
          shapes.contains("") ? "the only input" : "'" + shapes.iterator().next() + "'", names);
    }
    Set<String> dims = new TreeSet<>(options.dims().keySet());
    Set<String> known = new TreeSet<>();
    inputs.forEach(input -> input.dims().forEach(dim -> known.add(dim.name())));
    dims.removeAll(known);
    known.remove("");
    if (!dims.isEmpty()) {
      throw Refusal.malformed("an extent is given for %s, but the file names %s", dims, known);
    }
  }
}
