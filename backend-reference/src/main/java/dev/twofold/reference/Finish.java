package dev.twofold.reference;

import dev.twofold.spi.Arguments;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;

/// The way of every float result into the first output: through the stages of the epilogue in
/// double, then rounded to float, once.
final class Finish {

  private final Epilogue.Stage[] stages;

  Finish(LayerCall call) {
    stages = call.epilogue().stages().toArray(Epilogue.Stage[]::new);
  }

  /// Finishes and stores one element.
  ///
  /// @param index the element's place in the output, row-major
  void put(Arguments arguments, int index, double value) {
    double result = value;
    for (Epilogue.Stage stage : stages) {
      result =
          switch (stage) {
            case Epilogue.Activate activate -> Elements.apply(activate.activation(), result);
            case Epilogue.AddResidual _ -> result + read(arguments.residual(), index);
          };
    }
    TensorView output = arguments.output(0);
    output.floats()[output.offset() + index] = (float) result;
  }

  private static double read(TensorView view, int index) {
    return view.floats()[view.offset() + index];
  }
}
