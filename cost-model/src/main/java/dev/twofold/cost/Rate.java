package dev.twofold.cost;

/// What an operation without weights of its own is charged: so much per element of its first input,
/// per element of its first output, and per param and image.
record Rate(int perInput, int perOutput, int perParam) {

  static final Rate FREE = new Rate(0, 0, 0);

  static Rate inputs(int times) {
    return new Rate(times, 0, 0);
  }

  static Rate outputs(int times) {
    return new Rate(0, times, 0);
  }

  static Rate params(int times) {
    return new Rate(0, 0, times);
  }

  static Rate inputsAndOutputs() {
    return new Rate(1, 1, 0);
  }
}
