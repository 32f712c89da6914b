package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// Arithmetic on two tensors, element by element. Shapes are aligned at their last axis and an
/// extent of 1 is repeated (broadcasting, as NumPy and ONNX define it). No params, no mult-adds.
///
/// @param operation which arithmetic
public record Elementwise(Operation operation) implements Layer {

  /// The arithmetic, first input on the left.
  public enum Operation {
    /// `a + b`.
    ADD("Add"),
    /// `a - b`.
    SUB("Sub"),
    /// `a * b`.
    MUL("Mul"),
    /// `a / b`.
    DIV("Div");

    private final String title;

    Operation(String title) {
      this.title = title;
    }
  }

  /// `a + b`.
  public static final Elementwise ADD = new Elementwise(Operation.ADD);

  /// `a - b`.
  public static final Elementwise SUB = new Elementwise(Operation.SUB);

  /// `a * b`.
  public static final Elementwise MUL = new Elementwise(Operation.MUL);

  /// `a / b`.
  public static final Elementwise DIV = new Elementwise(Operation.DIV);

  /// The operation's name, such as `Add`.
  @Override
  public String kind() {
    return operation.title;
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 2);
    return Inputs.float32(broadcast(Inputs.floats(inputs.get(0)), Inputs.floats(inputs.get(1))));
  }

  /// The shape that two shapes broadcast to.
  ///
  /// @throws IllegalArgumentException if two aligned extents differ and neither is 1
  public static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] dims = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int left = i <= a.rank() ? a.dim(a.rank() - i) : 1;
      int right = i <= b.rank() ? b.dim(b.rank() - i) : 1;
      if (left != right && left != 1 && right != 1) {
        throw new IllegalArgumentException(
            "inputs %s and %s do not broadcast: %d against %d".formatted(a, b, left, right));
      }
      dims[rank - i] = Math.max(left, right);
    }
    return Shape.of(dims);
  }
}
