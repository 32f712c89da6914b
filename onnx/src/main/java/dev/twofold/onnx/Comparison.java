package dev.twofold.onnx;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;

/// Collects the differences between expected and actual tensors.
final class Comparison {

  private final double relativeTolerance;
  private final double absoluteTolerance;
  private double maxAbsolute = Double.NaN;
  private double maxRelative = Double.NaN;
  private boolean anyCompared;
  private String firstFailure = "";

  Comparison(double relativeTolerance, double absoluteTolerance) {
    this.relativeTolerance = relativeTolerance;
    this.absoluteTolerance = absoluteTolerance;
  }

  /// Compares one tensor.
  ///
  /// @param where what messages call it
  void add(String where, Literal expected, Tensor actual) {
    int[] dims = actual.shape().dims();
    if (!Arrays.equals(dims, expected.dims())) {
      fail(Text.of("%s has shape %s, expected %s", where, actual.shape(), expected));
      return;
    }
    if (!anyCompared) {
      anyCompared = true;
      maxAbsolute = 0;
      maxRelative = 0;
    }
    float[] wanted = expected.floats();
    double relative = Math.max(relativeTolerance, step(expected.type()));
    for (int i = 0; i < wanted.length; i++) {
      compare(where, i, wanted[i], element(actual, i), relative);
    }
  }

  /// How far two neighbours of a type lie apart, in parts of their value: what is recorded in 16 bits
  /// cannot be compared more finely.
  private static double step(ElementType type) {
    return switch (type) {
      case BFLOAT16 -> 1.0 / (1 << 7);
      case FLOAT16 -> 1.0 / (1 << 10);
      case FLOAT, DOUBLE, UINT8, INT8, UINT16, INT16, INT32, INT64, BOOL, UINT32, UINT64 -> 0;
    };
  }

  private static float element(Tensor tensor, int i) {
    return tensor.type().type() == DataType.FLOAT32 ? tensor.floats()[i] : tensor.ints()[i];
  }

  private void compare(String where, int place, float expected, float actual, double relative) {
    if (Float.compare(expected, actual) == 0 || expected == actual) {
      return;
    }
    double difference = Math.abs((double) expected - actual);
    double magnitude = Math.abs((double) expected);
    maxAbsolute = Math.max(maxAbsolute, difference);
    maxRelative = Math.max(maxRelative, magnitude > 0 ? difference / magnitude : 0);
    if (!(difference <= absoluteTolerance + relative * magnitude)) {
      fail(Text.of("%s, element %d: expected %s, got %s", where, place, expected, actual));
    }
  }

  private void fail(String reason) {
    firstFailure = firstFailure.isEmpty() ? reason : firstFailure;
  }

  /// The outcome of all comparisons.
  OnnxVerifier.Result result(String name) {
    OnnxVerifier.Status status =
        firstFailure.isEmpty() ? OnnxVerifier.Status.PASS : OnnxVerifier.Status.FAIL;
    return stopped(name, status, firstFailure);
  }

  /// The outcome of a case that ended before all was compared, with the differences up to there.
  OnnxVerifier.Result stopped(String name, OnnxVerifier.Status status, String reason) {
    return new OnnxVerifier.Result(name, status, maxAbsolute, maxRelative, reason);
  }
}
