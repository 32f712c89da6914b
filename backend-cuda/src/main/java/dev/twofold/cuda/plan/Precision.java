package dev.twofold.cuda.plan;

/// How exactly the factors of matrix products are taken. Sums are fp32 in any case.
public enum Precision {
  /// As they are: 23 bits of fraction.
  FP32("f32"),
  /// Rounded to TF32 for tensor cores: 10 bits of fraction, to the nearest, halves away from zero.
  TF32("tf32");

  private static final int TENSOR_CORES = 80;

  private final String type;

  Precision(String type) {
    this.type = type;
  }

  /// The type as names of kernels say it, such as `f32`.
  public String type() {
    return type;
  }

  /// The lowest compute capability times ten that has it, such as 80; 0 for all.
  public int capability() {
    return this == TF32 ? TENSOR_CORES : 0;
  }
}
