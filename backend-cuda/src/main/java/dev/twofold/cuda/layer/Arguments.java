package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.step.Finish;
import java.util.ArrayList;
import java.util.List;

/// The arguments of one launch, in the order of the kernel's parameters.
final class Arguments {

  private final List<Operand> operands = new ArrayList<>();
  private final Operand residual;
  private final Finish finish;

  Arguments(Operand residual, Finish finish) {
    this.residual = residual;
    this.finish = finish;
  }

  /// Adds any operand.
  Arguments add(Operand operand) {
    operands.add(operand);
    return this;
  }

  /// Adds the address of an input.
  Arguments input(int index) {
    return add(new Operand.Input(index));
  }

  /// Adds the address of an output.
  Arguments output(int index) {
    return add(new Operand.Output(index));
  }

  /// Adds the address of the residual, or 0.
  Arguments residual() {
    return add(residual);
  }

  /// Adds integers.
  Arguments ints(int... values) {
    for (int value : values) {
      add(new Operand.Int32(value));
    }
    return this;
  }

  /// Adds a number of elements.
  Arguments count(long value) {
    return add(new Operand.Int64(value));
  }

  /// Adds a float.
  Arguments value(float value) {
    return add(new Operand.Float32(value));
  }

  /// Adds the struct `Epilogue`.
  Arguments epilogue() {
    operands.addAll(finish.operands());
    return this;
  }

  List<Operand> operands() {
    return operands;
  }
}
