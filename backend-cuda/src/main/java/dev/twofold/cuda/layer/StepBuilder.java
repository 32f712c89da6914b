package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.Block;
import dev.twofold.cuda.plan.Constants;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Grid;
import dev.twofold.cuda.plan.Launch;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.step.Finish;
import dev.twofold.spi.LayerCall;
import java.util.ArrayList;
import java.util.List;

/// Collects the launches of a call and what they need, with the epilogue where it belongs: in the last
/// kernel if that can, else behind it, in place.
final class StepBuilder {

  private static final int ALIGNMENT = 256;

  private final LayerCall call;
  private final DeviceTraits traits;
  private final Finish finish;
  private final List<Launch> launches = new ArrayList<>();
  private final List<Constants> constants = new ArrayList<>();
  private long scratch;
  private boolean finished;

  StepBuilder(LayerCall call, DeviceTraits traits) {
    this.call = call;
    this.traits = traits;
    this.finish = Finish.of(call.epilogue());
    this.finished = call.epilogue().isEmpty();
  }

  /// Floats to upload.
  Operand constant(float[] data) {
    constants.add(new Constants.Floats(data));
    return new Operand.Const(constants.size() - 1);
  }

  /// Integers to upload.
  Operand constant(int[] data) {
    constants.add(new Constants.Ints(data));
    return new Operand.Const(constants.size() - 1);
  }

  /// Scratch memory for `elements` numbers of 4 bytes.
  Operand scratch(long elements) {
    Operand.Scratch begin = new Operand.Scratch(scratch);
    scratch += Math.ceilDiv(elements * Float.BYTES, ALIGNMENT) * ALIGNMENT;
    return begin;
  }

  /// The arguments of a kernel that takes an epilogue and writes the output, or a part of it.
  Arguments finishing() {
    if (finish.isExponential()) {
      return arguments();
    }
    finished = true;
    return new Arguments(residual(), finish);
  }

  /// The arguments of a kernel whose result goes elsewhere.
  Arguments arguments() {
    return new Arguments(new Operand.Null(), Finish.NONE);
  }

  private Operand residual() {
    return call.epilogue().addsResidual()
        ? new Operand.Input(call.inputs().size() - 1)
        : new Operand.Null();
  }

  /// Adds a launch over rows and columns.
  void launch(String kernel, Walk walk, Arguments arguments) {
    launch(kernel, walk.grid(traits), walk.block(), arguments);
  }

  /// Adds a launch over `count` elements, one a thread.
  void launch(String kernel, long count, Arguments arguments) {
    launch(kernel, Walk.line(count, traits), Block.of(Walk.THREADS), arguments);
  }

  /// Adds a launch of blocks that each walk over `units`.
  void launch(String kernel, long units, Block block, Arguments arguments) {
    launch(kernel, Grid.of((int) Math.min(units, Walk.blocks(traits))), block, arguments);
  }

  /// Adds a launch.
  void launch(String kernel, Grid grid, Block block, Arguments arguments) {
    launches.add(new Launch(kernel, grid, block, 0, arguments.operands()));
  }

  /// Adds an activation, be it a layer or what is left of an epilogue.
  ///
  /// @param from what it reads, maybe the output itself
  void activate(Operand from, Operand residual, Finish function) {
    long elements = call.output().shape().elements();
    boolean fours = elements % 4 == 0;
    long count = fours ? elements / 4 : elements;
    Arguments arguments = new Arguments(residual, function);
    arguments.add(from).residual().output(0).count(count).epilogue();
    launch(fours ? "activate_f32_x4" : "activate_f32", count, arguments);
  }

  /// The step.
  DeviceStep build(String kernel) {
    if (!finished) {
      activate(new Operand.Output(0), residual(), finish);
    }
    return new DeviceStep(kernel, launches, constants, scratch);
  }
}
