package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Finish;
import dev.twofold.graph.Activation;
import dev.twofold.spi.Epilogue;

/// Epilogues and activations as the kernels know them.
final class Finishes {

  private Finishes() {}

  static Finish of(Activation activation) {
    float a = activation.alpha();
    float b = activation.beta();
    return switch (activation.function()) {
      case RELU -> Finish.RELU;
      case CLIP -> Finish.clip(a, b);
      case LEAKY_RELU -> Finish.of(Finish.Function.LEAKY_RELU, a, b);
      case SIGMOID -> Finish.of(Finish.Function.SIGMOID, a, b);
      case HARD_SIGMOID -> Finish.of(Finish.Function.HARD_SIGMOID, a, b);
      case HARD_SWISH -> Finish.of(Finish.Function.HARD_SWISH, a, b);
      case SILU -> Finish.of(Finish.Function.SILU, a, b);
      case TANH -> Finish.of(Finish.Function.TANH, a, b);
    };
  }

  static Finish of(Epilogue epilogue) {
    Finish finish = Finish.NONE;
    for (Epilogue.Stage stage : epilogue.stages()) {
      finish =
          switch (stage) {
            case Epilogue.Activate(Activation activation) -> of(activation).with(finish.residual());
            case Epilogue.AddResidual _ ->
                finish.with(
                    finish.function() == Finish.Function.NONE
                        ? Finish.Residual.BEFORE
                        : Finish.Residual.AFTER);
          };
    }
    return finish;
  }
}
