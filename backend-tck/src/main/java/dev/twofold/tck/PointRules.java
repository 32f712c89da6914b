package dev.twofold.tck;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.Softmax;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Tensor;

/// Layers that compute element by element, and softmax.
final class PointRules {

  private static final int ERF_TERMS = 200;

  private PointRules() {}

  static Oracle.Rule activation(Activation layer, Tensor x) {
    return (o, cell) -> {
      cell.set(SumRules.at(x, o));
      cell.activate(layer);
    };
  }

  static Oracle.Rule elementwise(Elementwise layer, Tensor a, Tensor b) {
    return (o, cell) -> {
      double x = a.floats()[Places.broadcast(a.shape(), o)];
      double y = b.floats()[Places.broadcast(b.shape(), o)];
      switch (layer.operation()) {
        case ADD -> cell.set(x + y, 0);
        case SUB -> cell.set(x - y, 0);
        case MUL -> cell.set(x * y, 0);
        case DIV -> cell.set(x / y, 2);
      }
    };
  }

  static Oracle.Rule function(MathFunction.Function function, Tensor a, Tensor b) {
    return (o, cell) -> {
      double x = a.floats()[Places.broadcast(a.shape(), o)];
      double y = b.floats()[Places.broadcast(b.shape(), o)];
      switch (function) {
        case EXP -> cell.set(Math.exp(x), 8);
        case LOG -> cell.set(Math.log(x), 8);
        case SQRT -> cell.set(Math.sqrt(x), 2);
        case ERF -> cell.set(erf(x), 16);
        case MIN -> cell.set(Math.min(x, y));
        case MAX -> cell.set(Math.max(x, y));
        case POW -> cell.set(Math.pow(x, y), 16);
        case FLOOR -> cell.set(Math.floor(x));
        case CEIL -> cell.set(Math.ceil(x));
        case ROUND -> cell.set(Math.rint(x));
        case EQUAL -> cell.set(x == y ? 1 : 0);
        case LESS -> cell.set(x < y ? 1 : 0);
        case GREATER -> cell.set(x > y ? 1 : 0);
      }
    };
  }

  /// The error function by its series `2 / sqrt(pi) * exp(-x^2) * sum of 2^n x^(2n+1) / (2n+1)!!`,
  /// whose terms have one sign; beyond 6 it is 1 to the last digit of a double.
  static double erf(double x) {
    if (Double.isNaN(x) || Math.abs(x) > 6) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < ERF_TERMS; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /// The second where the first is not 0, else the third.
  static Oracle.Rule select(Tensor condition, Tensor first, Tensor second) {
    return (o, cell) -> {
      boolean holds = condition.floats()[Places.broadcast(condition.shape(), o)] != 0;
      Tensor chosen = holds ? first : second;
      cell.set(chosen.floats()[Places.broadcast(chosen.shape(), o)]);
    };
  }

  static void cast(double x, DataType to, Cell cell) {
    cell.set(
        switch (to) {
          case INT32 -> (int) x;
          case FLOAT32 -> (float) x;
        });
  }

  static Oracle.Rule softmax(Softmax layer, Tensor x) {
    int axis = Math.floorMod(layer.axis(), x.shape().rank());
    int extent = x.shape().dim(axis);
    return (o, cell) -> {
      double[] line = new double[extent];
      double largest = Double.NEGATIVE_INFINITY;
      int[] place = o.clone();
      for (int i = 0; i < extent; i++) {
        place[axis] = i;
        line[i] = SumRules.at(x, place);
        largest = Math.max(largest, line[i]);
      }
      double sum = 0;
      for (double element : line) {
        sum += Math.exp(element - largest);
      }
      double distance = Math.abs(line[o[axis]] - largest);
      cell.set(Math.exp(line[o[axis]] - largest) / sum, 8 + extent);
      cell.allow(Double.isFinite(distance) ? Cell.gamma(4) * distance * Math.abs(cell.value()) : 0);
    };
  }
}
