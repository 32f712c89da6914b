package dev.twofold.runtime;

import dev.twofold.spi.TensorView;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/// Memory for one tensor while it is alive: a place in the arena that all activations share, or a
/// constant. Buffers for the same elements under other shapes share one block.
///
/// @param type the tensor's shape and element type
/// @param layout the order of its elements
/// @param block where they lie
record Buffer(TensorType type, Layout layout, Block block) {

  /// A piece of the arena, or a constant's data.
  static final class Block {
    final DataType type;
    final int elements;
    final @Nullable Tensor constant;
    int firstStep;
    int lastStep;
    int offset;

    Block(TensorType type, @Nullable Tensor constant, int step) {
      this.type = type.type();
      this.elements = Math.toIntExact(type.shape().elements());
      this.constant = constant;
      this.firstStep = step;
      this.lastStep = step;
    }

    void usedAt(int step) {
      lastStep = Math.max(lastStep, step);
    }

    boolean isAliveWith(Block other) {
      return firstStep <= other.lastStep && other.firstStep <= lastStep;
    }
  }

  /// The same elements under another shape.
  Buffer as(TensorType other) {
    return new Buffer(other, Layout.NCHW, block);
  }

  /// Where a kernel finds the tensor in given arenas.
  TensorView view(float[] floats, int[] ints) {
    Tensor constant = block.constant;
    return switch (type.type()) {
      case FLOAT32 ->
          TensorView.of(
              type,
              layout,
              constant == null ? floats : constant.floats(),
              constant == null ? block.offset : 0);
      case INT32 -> TensorView.of(type, layout, ints, block.offset);
    };
  }
}
