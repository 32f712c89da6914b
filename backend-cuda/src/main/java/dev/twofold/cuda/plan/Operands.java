package dev.twofold.cuda.plan;

import java.util.ArrayList;
import java.util.List;

/// The arguments of a launch, in the order of the kernel's parameters. Where addresses come first, what
/// follows, 4 bytes each, lies in the parameter block as the kernels' structures do.
public final class Operands {

  private final List<Operand> list = new ArrayList<>();
  private final Operand residual;
  private final List<Operand> epilogue;

  private Operands(Operand residual, List<Operand> epilogue) {
    this.residual = residual;
    this.epilogue = List.copyOf(epilogue);
  }

  /// Begins with addresses.
  public static Operands of(Operand... addresses) {
    Operands operands = ending(new Operand.Null(), List.of());
    operands.list.addAll(List.of(addresses));
    return operands;
  }

  /// Begins with nothing, and knows what [#residual] and [#epilogue] are to add where the kernel has them.
  ///
  /// @param residual the address of the residual, or 0
  /// @param epilogue the fields of the structure `Epilogue`
  public static Operands ending(Operand residual, List<Operand> epilogue) {
    return new Operands(residual, epilogue);
  }

  /// Adds any operand.
  public Operands add(Operand operand) {
    list.add(operand);
    return this;
  }

  /// Adds more of any kind.
  public Operands and(List<Operand> more) {
    list.addAll(more);
    return this;
  }

  /// Adds the address of an input.
  public Operands input(int index) {
    return add(new Operand.Input(index));
  }

  /// Adds the address of an output.
  public Operands output(int index) {
    return add(new Operand.Output(index));
  }

  /// Adds the address of the residual, or 0.
  public Operands residual() {
    return add(residual);
  }

  /// Adds integers.
  public Operands ints(int... values) {
    for (int value : values) {
      add(new Operand.Int32(value));
    }
    return this;
  }

  /// Adds a number of elements.
  public Operands count(long value) {
    return add(new Operand.Int64(value));
  }

  /// Adds a float.
  public Operands value(float value) {
    return add(new Operand.Float32(value));
  }

  /// Adds the structure `Epilogue`.
  public Operands epilogue() {
    return and(epilogue);
  }

  /// All so far.
  public List<Operand> list() {
    return List.copyOf(list);
  }
}
