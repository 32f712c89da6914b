package dev.twofold.reference;

import dev.twofold.graph.MathFunction;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Shape;
import java.util.Arrays;

/// Functions of mathematics, and products of two tensors that flow.
final class Mathematics {

  private Mathematics() {}

  static Kernel of(MathFunction.Function function, LayerCall call) {
    // Inputs behind the function's own belong to the epilogue.
    int last = function.arguments() - 1;
    Gather left = Gather.broadcast(call.inputs().getFirst().shape(), call.output().shape());
    Gather right = Gather.broadcast(call.inputs().get(last).shape(), call.output().shape());
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView a = arguments.input(0);
      TensorView b = arguments.input(last);
      for (int i = 0; i < arguments.output(0).elements(); i++) {
        double x = a.floats()[a.offset() + left.source(i)];
        double y = b.floats()[b.offset() + right.source(i)];
        finish.put(arguments, i, apply(function, x, y));
      }
    };
  }

  /// A function of two numbers, or of the first one.
  static double apply(MathFunction.Function function, double x, double y) {
    return switch (function) {
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case SQRT -> StrictMath.sqrt(x);
      case ERF -> erf(x);
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      // StrictMath.pow allocates arrays on every call.
      case POW -> Math.pow(x, y);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case EQUAL -> x == y ? 1 : 0;
      case LESS -> x < y ? 1 : 0;
      case GREATER -> x > y ? 1 : 0;
    };
  }

  /// `2 / sqrt(pi) * sum of (-1)^n x^(2n+1) / (n! (2n+1))`; beyond 6, 1 to the last digit.
  private static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    if (Math.abs(x) > 3) {
      return Math.signum(x) * (1 - complement(Math.abs(x)));
    }
    double power = x;
    double sum = x;
    for (int n = 1; Math.abs(power) > 1e-17 * Math.abs(sum); n++) {
      power *= -x * x / n;
      sum += power / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  /// `1 - erf(x)` for large `x`, as the continued fraction
  /// `exp(-x^2) / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...))))`.
  private static double complement(double x) {
    double fraction = x;
    for (int n = 60; n > 0; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return StrictMath.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }

  /// Every row of the left matrices times every column of the right ones.
  static Kernel product(LayerCall call) {
    Shape left = call.inputs().get(0).shape();
    Shape right = call.inputs().get(1).shape();
    int rows = left.dim(left.rank() - 2);
    int inner = left.dim(left.rank() - 1);
    int columns = right.dim(right.rank() - 1);
    Shape stack = leading(call.output().shape());
    Gather lefts = Gather.broadcast(leading(left), stack);
    Gather rights = Gather.broadcast(leading(right), stack);
    Finish finish = new Finish(call);
    return arguments -> {
      TensorView a = arguments.input(0);
      TensorView b = arguments.input(1);
      for (int i = 0; i < arguments.output(0).elements(); i++) {
        int matrix = i / columns / rows;
        int row = a.offset() + (lefts.source(matrix) * rows + i / columns % rows) * inner;
        int column = b.offset() + rights.source(matrix) * inner * columns + i % columns;
        double sum = 0;
        for (int k = 0; k < inner; k++) {
          sum += (double) a.floats()[row + k] * b.floats()[column + k * columns];
        }
        finish.put(arguments, i, sum);
      }
    };
  }

  /// The shape of the stack of matrices.
  private static Shape leading(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 2));
  }
}
