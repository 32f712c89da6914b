package dev.twofold.cuda.plan;

import java.util.List;

/// One launch of a kernel.
///
/// @param kernel the kernel's entry in the PTX, such as `depthwise_nhwc_f32_3x3_s1`
/// @param grid the blocks
/// @param block the threads of each block
/// @param sharedBytes dynamic shared memory of a block, in bytes
/// @param operands the arguments, in the order of the entry's parameters
public record Launch(
    String kernel, Grid grid, Block block, int sharedBytes, List<Operand> operands) {

  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if the shared memory is negative
  public Launch {
    operands = List.copyOf(operands);
    if (sharedBytes < 0) {
      throw new IllegalArgumentException(
          "launch of '%s': expected at least 0 bytes of shared memory, got %d"
              .formatted(kernel, sharedBytes));
    }
  }
}
