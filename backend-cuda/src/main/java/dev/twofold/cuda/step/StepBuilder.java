package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.Constants;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.Grid;
import dev.twofold.cuda.plan.Launch;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.graph.Weights;
import java.util.ArrayList;
import java.util.List;

/// Collects what a step consists of.
final class StepBuilder {

  private final String kernel;
  private final List<Launch> launches = new ArrayList<>();
  private final List<Constants> constants = new ArrayList<>();
  private long scratchBytes;

  /// A step without launches.
  ///
  /// @param kernel the name that plans tell
  StepBuilder(String kernel) {
    this.kernel = kernel;
  }

  /// Data that is uploaded once; nothing to point to if there is none.
  Operand constant(float[] data) {
    if (data.length == 0) {
      return new Operand.Null();
    }
    constants.add(new Constants.Floats(data));
    return new Operand.Const(constants.size() - 1);
  }

  /// A layer's bias, if it has one.
  Operand bias(Weights weights) {
    return weights.contains("bias") ? constant(weights.get("bias").floats()) : new Operand.Null();
  }

  /// Scratch memory for so many floats, from its beginning.
  Operand scratch(long floats) {
    scratchBytes = floats * Float.BYTES;
    return new Operand.Scratch(0);
  }

  /// One more launch, without dynamic shared memory.
  void launch(String entry, Grid grid, Block block, Operands operands) {
    launch(entry, grid, block, 0, operands);
  }

  /// One more launch, with dynamic shared memory of this many bytes.
  void launch(String entry, Grid grid, Block block, int sharedBytes, Operands operands) {
    launches.add(new Launch(entry, grid, block, sharedBytes, operands.list()));
  }

  /// The step.
  DeviceStep build() {
    return new DeviceStep(kernel, launches, constants, scratchBytes);
  }
}
