package dev.twofold.cpu.kernel;

/// The twin of [VectorRowOps] without vectors.
final class ScalarRowOps implements RowOps {

  @Override
  public void combine(
      Operation op, float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
    switch (op) {
      case ADD -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] + b[b0 + i];
        }
      }
      case SUB -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] - b[b0 + i];
        }
      }
      case MUL -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] * b[b0 + i];
        }
      }
      case DIV -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] / b[b0 + i];
        }
      }
      case MIN -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = Math.min(a[a0 + i], b[b0 + i]);
        }
      }
      case MAX -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = Math.max(a[a0 + i], b[b0 + i]);
        }
      }
      case POW -> pow(a, a0, b, b0, out, o0, n);
      case EQUAL -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] == b[b0 + i] ? 1 : 0;
        }
      }
      case LESS -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] < b[b0 + i] ? 1 : 0;
        }
      }
      case GREATER -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] > b[b0 + i] ? 1 : 0;
        }
      }
    }
  }

  @Override
  public void combineRight(Operation op, float[] a, int a0, float b, float[] out, int o0, int n) {
    switch (op) {
      case ADD -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] + b;
        }
      }
      case SUB -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] - b;
        }
      }
      case MUL -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] * b;
        }
      }
      case DIV -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] / b;
        }
      }
      case MIN -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = Math.min(a[a0 + i], b);
        }
      }
      case MAX -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = Math.max(a[a0 + i], b);
        }
      }
      case POW -> powRight(a, a0, b, out, o0, n);
      case EQUAL -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] == b ? 1 : 0;
        }
      }
      case LESS -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] < b ? 1 : 0;
        }
      }
      case GREATER -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a[a0 + i] > b ? 1 : 0;
        }
      }
    }
  }

  @Override
  public void combineLeft(Operation op, float a, float[] b, int b0, float[] out, int o0, int n) {
    switch (op) {
      case ADD -> combineRight(Operation.ADD, b, b0, a, out, o0, n);
      case MUL -> combineRight(Operation.MUL, b, b0, a, out, o0, n);
      case SUB -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a - b[b0 + i];
        }
      }
      case DIV -> {
        for (int i = 0; i < n; i++) {
          out[o0 + i] = a / b[b0 + i];
        }
      }
      case MIN -> combineRight(Operation.MIN, b, b0, a, out, o0, n);
      case MAX -> combineRight(Operation.MAX, b, b0, a, out, o0, n);
      case POW -> powLeft(a, b, b0, out, o0, n);
      case EQUAL -> combineRight(Operation.EQUAL, b, b0, a, out, o0, n);
      case LESS -> combineRight(Operation.GREATER, b, b0, a, out, o0, n);
      case GREATER -> combineRight(Operation.LESS, b, b0, a, out, o0, n);
    }
  }

  static void pow(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = (float) Math.pow(a[a0 + i], b[b0 + i]);
    }
  }

  static void powRight(float[] a, int a0, float b, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = (float) Math.pow(a[a0 + i], b);
    }
  }

  static void powLeft(float a, float[] b, int b0, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = (float) Math.pow(a, b[b0 + i]);
    }
  }

  @Override
  public void apply(Function function, float[] a, int a0, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      float x = a[a0 + i];
      out[o0 + i] =
          switch (function) {
            case EXP -> ScalarMath.exp(x);
            case LOG -> (float) Math.log(x);
            case SQRT -> (float) Math.sqrt(x);
            case ERF -> ScalarMath.erf(x);
            case FLOOR -> (float) Math.floor(x);
            case CEIL -> (float) Math.ceil(x);
            case ROUND -> (float) Math.rint(x);
          };
    }
  }

  @Override
  public void select(
      float[] which, int w0, float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = which[w0 + i] != 0 ? a[a0 + i] : b[b0 + i];
    }
  }

  @Override
  public void mean(float[] a, int a0, int step, int rows, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = 0;
    }
    for (int row = 0, at = a0; row < rows; row++, at += step) {
      for (int i = 0; i < n; i++) {
        out[o0 + i] += a[at + i];
      }
    }
    for (int i = 0; i < n; i++) {
      out[o0 + i] /= rows;
    }
  }

  @Override
  public void max(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = Math.max(a[a0 + i], b[b0 + i]);
    }
  }

  @Override
  public void maxPlace(
      float[] a, int a0, int place, float[] out, int o0, int[] places, int p0, int n) {
    for (int i = 0; i < n; i++) {
      float x = a[a0 + i];
      float best = out[o0 + i];
      if (x > best || (Float.isNaN(x) && !Float.isNaN(best))) {
        out[o0 + i] = x;
        places[p0 + i] = place;
      }
    }
  }

  @Override
  public void scaleShift(
      float[] a, int a0, float[] scale, int s0, float[] shift, int h0, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = a[a0 + i] * scale[s0 + i] + shift[h0 + i];
    }
  }

  @Override
  public void mix(float[] in, int p0, int p1, float t, float[] out, int o0, int n) {
    float s = 1 - t;
    for (int i = 0; i < n; i++) {
      out[o0 + i] = in[p0 + i] * s + in[p1 + i] * t;
    }
  }

  @Override
  public void mixFour(
      float[] in,
      int p0,
      int p1,
      int p2,
      int p3,
      float w0,
      float w1,
      float w2,
      float w3,
      float[] out,
      int o0,
      int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = in[p0 + i] * w0 + in[p1 + i] * w1 + in[p2 + i] * w2 + in[p3 + i] * w3;
    }
  }

  @Override
  public void bilinear(
      float[] in,
      int p00,
      int p01,
      int p10,
      int p11,
      float tx,
      float ty,
      float[] out,
      int o0,
      int n) {
    float sx = 1 - tx;
    float sy = 1 - ty;
    for (int i = 0; i < n; i++) {
      float top = in[p00 + i] * sx + in[p01 + i] * tx;
      float bottom = in[p10 + i] * sx + in[p11 + i] * tx;
      out[o0 + i] = top * sy + bottom * ty;
    }
  }

  @Override
  public float expSum(float[] a, int a0, float max, float[] out, int o0, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      float e = ScalarMath.exp(a[a0 + i] - max);
      out[o0 + i] = e;
      sum += e;
    }
    return sum;
  }

  @Override
  public void exp(float[] a, int a0, float[] max, int m0, float[] out, int o0, int n) {
    for (int i = 0; i < n; i++) {
      out[o0 + i] = ScalarMath.exp(a[a0 + i] - max[m0 + i]);
    }
  }

  @Override
  public void finish(Finish finish, float[] x, int x0, float[] residual, int r0, int n) {
    if (finish.residual() == Finish.Residual.BEFORE) {
      combine(Operation.ADD, x, x0, residual, r0, x, x0, n);
    }
    activate(finish, x, x0, n);
    if (finish.residual() == Finish.Residual.AFTER) {
      combine(Operation.ADD, x, x0, residual, r0, x, x0, n);
    }
  }

  private static void activate(Finish finish, float[] x, int x0, int n) {
    switch (finish.function()) {
      case NONE -> {}
      case CLIP -> clip(finish.a(), finish.b(), x, x0, n);
      case LEAKY_RELU -> leakyRelu(finish.a(), x, x0, n);
      case SIGMOID -> sigmoid(x, x0, n);
      case HARD_SIGMOID -> hardSigmoid(finish.a(), finish.b(), x, x0, n);
      case HARD_SWISH -> hardSwish(x, x0, n);
      case SILU -> silu(x, x0, n);
      case TANH -> tanh(x, x0, n);
    }
  }

  static void clip(float lo, float hi, float[] x, int x0, int n) {
    for (int i = x0; i < x0 + n; i++) {
      float v = x[i];
      x[i] = v <= lo ? lo : v > hi ? hi : v;
    }
  }

  static void leakyRelu(float slope, float[] x, int x0, int n) {
    for (int i = x0; i < x0 + n; i++) {
      float v = x[i];
      x[i] = v < 0 ? slope * v : v;
    }
  }

  static void hardSigmoid(float a, float b, float[] x, int x0, int n) {
    for (int i = x0; i < x0 + n; i++) {
      float v = a * x[i] + b;
      x[i] = v < 0 ? 0 : v > 1 ? 1 : v;
    }
  }

  static void hardSwish(float[] x, int x0, int n) {
    for (int i = x0; i < x0 + n; i++) {
      float v = x[i] + 3;
      x[i] = v <= 0 ? 0 : x[i] * ((v > 6 ? 6 : v) * (1f / 6));
    }
  }

  static void sigmoid(float[] x, int x0, int n) {
    for (int i = x0; i < x0 + n; i++) {
      x[i] = ScalarMath.sigmoid(x[i]);
    }
  }

  static void silu(float[] x, int x0, int n) {
    for (int i = x0; i < x0 + n; i++) {
      x[i] = ScalarMath.silu(x[i]);
    }
  }

  static void tanh(float[] x, int x0, int n) {
    for (int i = x0; i < x0 + n; i++) {
      x[i] = ScalarMath.tanh(x[i]);
    }
  }
}
