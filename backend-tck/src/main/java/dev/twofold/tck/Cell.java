package dev.twofold.tck;

import dev.twofold.graph.Activation;

/// One output element while it is computed: its value in double, and how far a kernel of floats may
/// be off.
final class Cell {

  /*
   * A sum of K products in floats, in any order, with or without fused multiply-add, lies within
   * gamma(K) * sum|x*w| of the true one, gamma(K) = K*u / (1 - K*u), u = 2^-24 (Higham, "Accuracy and
   * Stability of Numerical Algorithms", section 3.1). Twice that leaves room for weights that were
   * rounded once more when they were packed. Products below the smallest normal number may lose half
   * a unit of the smallest denormal each. The last rounding, 1 ulp, is added where elements are compared.
   */

  private static final double U = 0x1p-24;
  private static final double TINY = Float.MIN_VALUE;

  private double value;
  private double magnitude;
  private int terms;
  private double slack;

  static double gamma(int terms) {
    return terms * U / (1 - terms * U);
  }

  void clear() {
    value = 0;
    magnitude = 0;
    terms = 0;
    slack = 0;
  }

  /// One more term of the sum.
  void add(double product) {
    value += product;
    magnitude += Math.abs(product);
    terms++;
  }

  /// The sum so far divided.
  void divide(double count) {
    value /= count;
    magnitude /= count;
    terms += 2;
  }

  /// A value that is moved, not computed.
  void set(double moved) {
    value = moved;
  }

  /// A value that is computed with a relative error of some units in the last place.
  void set(double computed, double units) {
    value = computed;
    slack += units * 2 * U * Math.abs(computed) + TINY;
  }

  /// More room, such as for coordinates that are rounded.
  void allow(double error) {
    slack += error;
  }

  double value() {
    return value;
  }

  double slack() {
    return terms == 0 ? slack : slack + 2 * gamma(terms) * magnitude + terms * TINY;
  }

  /// The value behind an activation: the room so far times the steepest slope, and the function's
  /// own error.
  void activate(Activation activation) {
    double x = value;
    double before = Double.isFinite(x) ? slack() : 0;
    double a = activation.alpha();
    double b = activation.beta();
    magnitude = 0;
    terms = 0;
    slack = 0;
    switch (activation.function()) {
      case RELU -> become(x <= 0 ? 0 : x, before, 1, 0);
      case CLIP -> become(x < a ? a : x > b ? b : x, before, 1, 0);
      case LEAKY_RELU -> become(x < 0 ? a * x : x, before, Math.max(1, Math.abs(a)), 1);
      case SIGMOID -> become(1 / (1 + Math.exp(-x)), before, 0.25, 8);
      case HARD_SIGMOID -> {
        become(range(a * x + b), before, Math.abs(a), 2);
        allow(Double.isFinite(x) ? gamma(4) * (Math.abs(a * x) + Math.abs(b)) : 0);
      }
      case HARD_SWISH -> {
        double gate = range(x / 6 + 0.5);
        become(gate == 0 ? 0 : x * gate, before, 1.5, 2);
        allow(Math.abs(x) < 4 ? gamma(6) * Math.abs(x) * (Math.abs(x) / 6 + 0.5) : 0);
      }
      case SILU -> become(x < -800 ? 0 : x / (1 + Math.exp(-x)), before, 1.1, 8);
      case TANH -> become(Math.tanh(x), before, 1, 8);
    }
    value = Double.isNaN(x) ? Double.NaN : value;
  }

  private void become(double y, double before, double slope, double units) {
    value = y;
    slack = before * slope + (units == 0 ? 0 : units * 2 * U * Math.abs(y) + TINY);
  }

  /// The value with a residual added.
  void residual(double added) {
    slack = (Double.isFinite(value) ? slack() + U * Math.abs(value) : 0) + TINY;
    magnitude = 0;
    terms = 0;
    value += added;
  }

  private static double range(double x) {
    return Math.clamp(x, 0.0, 1.0);
  }
}
