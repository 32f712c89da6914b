package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Grid;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.cuda.plan.StepParts;
import dev.twofold.cuda.step.Finish;
import dev.twofold.spi.LayerCall;

/// Collects the launches of a call and what they need, with the epilogue where it belongs: in the last
/// kernel if that can, else behind it, in place.
final class StepBuilder {

  private final LayerCall call;
  private final DeviceTraits traits;
  private final Finish finish;
  private final StepParts parts = new StepParts();
  private boolean finished;

  StepBuilder(LayerCall call, DeviceTraits traits) {
    this.call = call;
    this.traits = traits;
    this.finish = Finish.of(call.epilogue());
    this.finished = call.epilogue().isEmpty();
  }

  /// Floats to upload.
  Operand constant(float[] data) {
    return parts.constant(data);
  }

  /// Integers to upload.
  Operand constant(int[] data) {
    return parts.constant(data);
  }

  /// Scratch memory for `elements` numbers of 4 bytes.
  Operand scratch(long elements) {
    return parts.scratch(elements);
  }

  /// The arguments of a kernel that takes an epilogue and writes the output, or a part of it.
  Operands finishing() {
    if (finish.isExponential()) {
      return arguments();
    }
    finished = true;
    return Operands.ending(residual(), finish.operands());
  }

  /// The arguments of a kernel whose result goes elsewhere.
  Operands arguments() {
    return Operands.ending(new Operand.Null(), Finish.NONE.operands());
  }

  private Operand residual() {
    return call.epilogue().addsResidual()
        ? new Operand.Input(call.inputs().size() - 1)
        : new Operand.Null();
  }

  /// Adds a launch over rows and columns.
  void launch(String kernel, Walk walk, Operands arguments) {
    launch(kernel, walk.grid(traits), walk.block(), arguments);
  }

  /// Adds a launch over `count` elements, one a thread.
  void launch(String kernel, long count, Operands arguments) {
    launch(kernel, Walk.line(count, traits), Block.of(Walk.THREADS), arguments);
  }

  /// Adds a launch of blocks that each walk over `units`.
  void launch(String kernel, long units, Block block, Operands arguments) {
    launch(kernel, Grid.of((int) Math.min(units, Walk.blocks(traits))), block, arguments);
  }

  /// Adds a launch.
  void launch(String kernel, Grid grid, Block block, Operands arguments) {
    parts.launch(kernel, grid, block, arguments);
  }

  /// Adds an activation, be it a layer or what is left of an epilogue.
  ///
  /// @param from what it reads, maybe the output itself
  void activate(Operand from, Operand residual, Finish function) {
    long elements = call.output().shape().elements();
    boolean fours = elements % 4 == 0;
    long count = fours ? elements / 4 : elements;
    Operands arguments = Operands.ending(residual, function.operands());
    arguments.add(from).residual().output(0).count(count).epilogue();
    launch(fours ? "activate_f32_x4" : "activate_f32", count, arguments);
  }

  /// The step.
  DeviceStep build(String kernel) {
    if (!finished) {
      activate(new Operand.Output(0), residual(), finish);
    }
    return parts.step(kernel);
  }
}
