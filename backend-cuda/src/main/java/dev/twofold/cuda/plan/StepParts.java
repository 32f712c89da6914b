package dev.twofold.cuda.plan;

import java.util.ArrayList;
import java.util.List;

/// Collects what a step is made of: its launches and what they need.
public final class StepParts {

  private static final int ALIGNMENT = 256;

  private final List<Launch> launches = new ArrayList<>();
  private final List<Constants> constants = new ArrayList<>();
  private long scratchBytes;

  /// Nothing yet.
  public StepParts() {}

  /// Floats that are uploaded once; the address 0 if there are none.
  public Operand constant(float[] data) {
    return data.length == 0 ? new Operand.Null() : constant(new Constants.Floats(data));
  }

  /// Integers that are uploaded once; the address 0 if there are none.
  public Operand constant(int[] data) {
    return data.length == 0 ? new Operand.Null() : constant(new Constants.Ints(data));
  }

  private Operand constant(Constants data) {
    constants.add(data);
    return new Operand.Const(constants.size() - 1);
  }

  /// Scratch memory of its own for so many numbers of 4 bytes.
  public Operand scratch(long elements) {
    Operand.Scratch begin = new Operand.Scratch(scratchBytes);
    scratchBytes += Math.ceilDiv(elements * Float.BYTES, ALIGNMENT) * ALIGNMENT;
    return begin;
  }

  /// One more launch.
  public void launch(String kernel, Grid grid, Block block, Operands operands) {
    launch(kernel, grid, block, 0, operands);
  }

  /// One more launch, with dynamic shared memory of this many bytes.
  public void launch(String kernel, Grid grid, Block block, int sharedBytes, Operands operands) {
    launches.add(new Launch(kernel, grid, block, sharedBytes, operands.list()));
  }

  /// The step.
  ///
  /// @param kernel the name that plans tell
  public DeviceStep step(String kernel) {
    return new DeviceStep(kernel, launches, constants, scratchBytes);
  }
}
