package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.StepParts;
import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;

/// What is done to the sums of a layer.
///
/// @param bias the address of the bias
/// @param residual the address of the residual
/// @param finish the epilogue
record Ending(Operand bias, Operand residual, Finish finish) {

  /// Nothing, for sums that are added to others first.
  static final Ending NONE = new Ending(new Operand.Null(), new Operand.Null(), Finish.NONE);

  /// The ending of a call.
  ///
  /// @param residual the input of the step that is the residual, if the epilogue adds one
  static Ending of(LayerCall call, Weights weights, int residual, StepParts step) {
    Finish finish = Finish.of(call.epilogue());
    return new Ending(
        bias(weights, step),
        finish.addsResidual() ? new Operand.Input(residual) : new Operand.Null(),
        finish);
  }

  /// The ending of a call that is a step of its own: the residual is its last input.
  static Ending of(LayerCall call, Weights weights, StepParts step) {
    return of(call, weights, call.inputs().size() - 1, step);
  }

  /// A layer's bias, if it has one.
  private static Operand bias(Weights weights, StepParts step) {
    return weights.contains("bias")
        ? step.constant(weights.get("bias").floats())
        : new Operand.Null();
  }
}
