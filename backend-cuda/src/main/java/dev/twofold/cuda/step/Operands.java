package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.Operand;
import java.util.ArrayList;
import java.util.List;

/// The arguments of a launch, in order. Addresses come first in all kernels, so that what follows, 4
/// bytes each, lies in the parameter block as the kernels' structures do.
final class Operands {

  private final List<Operand> list = new ArrayList<>();

  private Operands() {}

  /// Begins with addresses.
  static Operands of(Operand... addresses) {
    Operands operands = new Operands();
    operands.list.addAll(List.of(addresses));
    return operands;
  }

  /// More of any kind.
  Operands and(List<Operand> more) {
    list.addAll(more);
    return this;
  }

  /// Whole numbers.
  Operands ints(int... values) {
    for (int value : values) {
      list.add(new Operand.Int32(value));
    }
    return this;
  }

  /// An epilogue.
  Operands finish(Finish finish) {
    list.addAll(finish.operands());
    return this;
  }

  /// All so far.
  List<Operand> list() {
    return List.copyOf(list);
  }
}
