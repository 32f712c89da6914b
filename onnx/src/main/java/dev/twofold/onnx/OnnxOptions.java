package dev.twofold.onnx;

import dev.twofold.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a caller decides about a network that its file leaves open: extents such as the batch or the
/// size of the image, which the file names or marks as unknown. Immutable.
///
/// @param dims extents by the name that the file gives them, such as `batch_size`
/// @param inputShapes shapes by input; the empty name stands for the only input
/// @param simplify whether what exporters write out is replaced by the layers it means, such as a
///     bias that is added after a convolution
public record OnnxOptions(
    Map<String, Integer> dims, Map<String, Shape> inputShapes, boolean simplify) {

  /// Nothing decided: enough for files with fixed extents. A first extent that the file leaves open
  /// is the batch and becomes 1.
  public static final OnnxOptions DEFAULTS = new OnnxOptions(Map.of(), Map.of(), true);

  /// Checks and copies the maps.
  ///
  /// @throws IllegalArgumentException if an extent is below 1
  public OnnxOptions {
    dims = Map.copyOf(dims);
    inputShapes = Map.copyOf(inputShapes);
    dims.forEach((name, extent) -> {
      if (extent < 1) {
        throw new IllegalArgumentException(
            Text.of("extent '%s' must be at least 1, got %d", name, extent));
      }
    });
  }

  /// These options, but one call for every node of the file, as far as layers correspond to it.
  public OnnxOptions asImported() {
    return new OnnxOptions(dims, inputShapes, false);
  }

  /// These options with the extent of a name.
  ///
  /// @param name as the file has it, such as `batch_size`
  /// @throws IllegalArgumentException if the extent is below 1
  public OnnxOptions withDim(String name, int extent) {
    Map<String, Integer> more = new LinkedHashMap<>(dims);
    more.put(name, extent);
    return new OnnxOptions(more, inputShapes, simplify);
  }

  /// These options with the whole shape of an input.
  public OnnxOptions withInputShape(String input, Shape shape) {
    Map<String, Shape> more = new LinkedHashMap<>(inputShapes);
    more.put(input, shape);
    return new OnnxOptions(dims, more, simplify);
  }

  /// These options with the whole shape of the only input.
  public OnnxOptions withInputShape(Shape shape) {
    return withInputShape("", shape);
  }
}
