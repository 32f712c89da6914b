package dev.twofold.tck;

/// What is wrong with a [SampleBackend], and which check must see it.
enum Mutation {
  /// Nothing.
  NONE("", ""),
  PADDING_OFF_BY_ONE("numerics", "depthwise-3x3-s1-integers"),
  SWAPPED_CHANNELS("numerics", "pointwise-integers"),
  SCRATCH_OVERRUN("numerics", "pointwise-floats"),
  SCRATCH_OFFSET_IGNORED("numerics", "pointwise-floats"),
  OUTPUT_OVERRUN("numerics", "pointwise-floats"),
  INPUT_CHANGED("numerics", "pointwise-floats"),
  DATA_RACE("contract", "threads-equal-one"),
  SUPPORTS_LIES("contract", "yes-means-prepare-succeeds"),
  SUPPORTS_DEPENDS_ON_HISTORY("contract", "supports-is-pure"),
  SUPPORTS_THROWS("contract", "supports-is-total"),
  NO_REASON("contract", "supports-is-total"),
  HEAP_LEAK("contract", "no-leak-over-1000-cycles"),
  THREAD_LEAK("contract", "no-leak-over-1000-cycles"),
  STALE_WORKSPACE("numerics", "pointwise-integers"),
  UNWRITTEN_OUTPUT("numerics", "pointwise-integers"),
  WRONG_EPILOGUE_ORDER("numerics", "epilogue-relu-then-add-integers"),
  LOW_PRECISION("numerics", "pointwise-wide-floats"),
  FLUSHES_DENORMALS("numerics", "pointwise-specials"),
  LOSES_NAN("numerics", "depthwise-3x3-s1-specials"),
  ALLOCATES("contract", "steady-state-runs-allocate-nothing"),
  CLOSE_TWICE_THROWS("contract", "close-is-idempotent"),
  PROBE_THROWS("contract", "probe-is-cheap-and-never-throws"),
  CONSTRUCTOR_STARTS_THREAD("contract", "constructor-loads-nothing"),
  BATCH_IGNORED("graphs", "batch-equals-images"),
  LIES_OF_DETERMINISM("determinism", "depthwise-separable");

  final String group;
  final String check;

  Mutation(String group, String check) {
    this.group = group;
    this.check = check;
  }
}
