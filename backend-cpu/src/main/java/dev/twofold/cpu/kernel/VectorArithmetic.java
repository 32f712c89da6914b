package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Two runs of elements, or a run and one number, into a third: the first `whole` elements with
/// vectors, the others one by one. `Right` stands for the number on the right, `Left` for that on the
/// left; comparisons give 1 and 0.
final class VectorArithmetic {

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final int L = Species.WIDE_LENGTH;

  private VectorArithmetic() {}

  static void add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n, int whole) {
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i)
          .add(FloatVector.fromArray(F, b, b0 + i))
          .intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] + b[b0 + i];
    }
  }

  static void sub(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n, int whole) {
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i)
          .sub(FloatVector.fromArray(F, b, b0 + i))
          .intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] - b[b0 + i];
    }
  }

  static void mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n, int whole) {
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i)
          .mul(FloatVector.fromArray(F, b, b0 + i))
          .intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] * b[b0 + i];
    }
  }

  static void div(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n, int whole) {
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i)
          .div(FloatVector.fromArray(F, b, b0 + i))
          .intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] / b[b0 + i];
    }
  }

  static void addRight(float[] a, int a0, float b, float[] out, int o0, int n, int whole) {
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i).add(b).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] + b;
    }
  }

  static void subRight(float[] a, int a0, float b, float[] out, int o0, int n, int whole) {
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i).sub(b).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] - b;
    }
  }

  static void mulRight(float[] a, int a0, float b, float[] out, int o0, int n, int whole) {
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i).mul(b).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] * b;
    }
  }

  static void divRight(float[] a, int a0, float b, float[] out, int o0, int n, int whole) {
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i).div(b).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] / b;
    }
  }

  static void subLeft(float a, float[] b, int b0, float[] out, int o0, int n, int whole) {
    FloatVector left = FloatVector.broadcast(F, a);
    int i = 0;
    for (int end = whole; i < end; i += L) {
      left.sub(FloatVector.fromArray(F, b, b0 + i)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a - b[b0 + i];
    }
  }

  static void divLeft(float a, float[] b, int b0, float[] out, int o0, int n, int whole) {
    FloatVector left = FloatVector.broadcast(F, a);
    int i = 0;
    for (int end = whole; i < end; i += L) {
      left.div(FloatVector.fromArray(F, b, b0 + i)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a / b[b0 + i];
    }
  }

  static void min(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n, int whole) {
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i)
          .min(FloatVector.fromArray(F, b, b0 + i))
          .intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = Math.min(a[a0 + i], b[b0 + i]);
    }
  }

  static void minRight(float[] a, int a0, float b, float[] out, int o0, int n, int whole) {
    FloatVector right = FloatVector.broadcast(F, b);
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i).min(right).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = Math.min(a[a0 + i], b);
    }
  }

  static void maxRight(float[] a, int a0, float b, float[] out, int o0, int n, int whole) {
    FloatVector right = FloatVector.broadcast(F, b);
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector.fromArray(F, a, a0 + i).max(right).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = Math.max(a[a0 + i], b);
    }
  }

  static void equal(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n, int whole) {
    FloatVector one = FloatVector.broadcast(F, 1);
    FloatVector zero = FloatVector.zero(F);
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      FloatVector y = FloatVector.fromArray(F, b, b0 + i);
      zero.blend(one, x.compare(EQ, y)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] == b[b0 + i] ? 1 : 0;
    }
  }

  static void equalRight(float[] a, int a0, float b, float[] out, int o0, int n, int whole) {
    FloatVector one = FloatVector.broadcast(F, 1);
    FloatVector zero = FloatVector.zero(F);
    FloatVector right = FloatVector.broadcast(F, b);
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      zero.blend(one, x.compare(EQ, right)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] == b ? 1 : 0;
    }
  }

  static void less(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n, int whole) {
    FloatVector one = FloatVector.broadcast(F, 1);
    FloatVector zero = FloatVector.zero(F);
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      FloatVector y = FloatVector.fromArray(F, b, b0 + i);
      zero.blend(one, x.compare(LT, y)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] < b[b0 + i] ? 1 : 0;
    }
  }

  static void lessRight(float[] a, int a0, float b, float[] out, int o0, int n, int whole) {
    FloatVector one = FloatVector.broadcast(F, 1);
    FloatVector zero = FloatVector.zero(F);
    FloatVector right = FloatVector.broadcast(F, b);
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      zero.blend(one, x.compare(LT, right)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] < b ? 1 : 0;
    }
  }

  static void greaterRight(float[] a, int a0, float b, float[] out, int o0, int n, int whole) {
    FloatVector one = FloatVector.broadcast(F, 1);
    FloatVector zero = FloatVector.zero(F);
    FloatVector right = FloatVector.broadcast(F, b);
    int i = 0;
    for (int end = whole; i < end; i += L) {
      FloatVector x = FloatVector.fromArray(F, a, a0 + i);
      zero.blend(one, x.compare(GT, right)).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = a[a0 + i] > b ? 1 : 0;
    }
  }
}
