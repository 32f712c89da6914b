package dev.twofold.graph;

import dev.twofold.tensor.TensorType;
import java.util.List;

/// What a node of a graph computes: its configuration only, without weights and without input
/// shapes. The core layers are records, known to every reader of a graph, which switches over them
/// without `default`. The one open door is [CustomLayer].
///
/// A layer is validated when it is constructed. [#outputs] is the only shape inference there is.
public sealed interface Layer
    permits Convolution,
        BatchNorm2d,
        Activation,
        Pool2d,
        MaxUnpool2d,
        GlobalAveragePool,
        Linear,
        Elementwise,
        MathFunction,
        Select,
        ArgMax,
        Cast,
        MatMul,
        Concat,
        Resize,
        Pad,
        Reinterpret,
        Transpose,
        Slice,
        Softmax,
        Constant,
        Identity,
        CustomLayer {

  /// The name of this kind of layer, as tables and messages print it.
  default String kind() {
    return getClass().getSimpleName();
  }

  /// The tensors this layer needs beside its inputs, in a fixed order. Empty for most.
  default List<ParameterSpec> parameters() {
    return List.of();
  }

  /// The number of tensors this layer produces.
  default int outputCount() {
    return 1;
  }

  /// Infers what this layer produces from what it is given.
  ///
  /// @param inputs the inputs' shapes and types, in order
  /// @return the outputs' shapes and types, [#outputCount()] of them
  /// @throws IllegalArgumentException if the layer cannot take these inputs; the message says what
  ///   was expected, without naming a node
  List<TensorType> outputs(List<TensorType> inputs);
}
