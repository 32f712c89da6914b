package dev.twofold.cuda.layer;

import dev.twofold.graph.Resize;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;

/// Resampling: the kernels of `resize.cu`, and a gather for nearest neighbours.
final class Resizes {

  private static final int CUBIC_TAPS = 4;

  private Resizes() {}

  static Recipe resize(Resize layer, LayerCall call) {
    Places places = new Places(layer, call.input().shape(), call.output().shape());
    return switch (layer.mode()) {
      case NEAREST ->
          Moves.gather(
              "resize_nearest", call, 0, (axis, i) -> axis < 2 ? i : places.nearest(axis, i));
      case LINEAR -> Recipe.of("resize_linear", call, "", step -> linear(places, step));
      case CUBIC -> Recipe.of("resize_cubic", call, "", step -> cubic(places, step));
    };
  }

  /// Tables of rows, then of columns: the two inputs around each output, and how far it lies behind the
  /// first.
  private static void linear(Places places, StepBuilder step) {
    Shape out = places.out();
    int lines = out.h() + out.w();
    int[] around = new int[2 * lines];
    float[] distances = new float[lines];
    for (int line = 0; line < lines; line++) {
      int axis = line < out.h() ? 2 : 3;
      int last = places.in().dim(axis) - 1;
      double place = Math.clamp(places.place(axis, axis == 2 ? line : line - out.h()), 0.0, last);
      around[2 * line] = (int) place;
      around[2 * line + 1] = Math.min((int) place + 1, last);
      distances[line] = (float) (place - (int) place);
    }
    launch("resize_linear_nhwc_f32", places, around, distances, step);
  }

  /// Tables of rows, then of columns: the four inputs around each output, and their weights.
  private static void cubic(Places places, StepBuilder step) {
    Shape out = places.out();
    int lines = out.h() + out.w();
    int[] around = new int[CUBIC_TAPS * lines];
    float[] weights = new float[CUBIC_TAPS * lines];
    for (int line = 0; line < lines; line++) {
      int axis = line < out.h() ? 2 : 3;
      double place = places.place(axis, axis == 2 ? line : line - out.h());
      double[] shares = places.cubicWeights(axis, place);
      for (int tap = 0; tap < CUBIC_TAPS; tap++) {
        double at = Math.floor(place) - 1 + tap;
        around[CUBIC_TAPS * line + tap] = (int) Math.clamp(at, 0.0, places.in().dim(axis) - 1.0);
        weights[CUBIC_TAPS * line + tap] = (float) shares[tap];
      }
    }
    launch("resize_cubic_nhwc_f32", places, around, weights, step);
  }

  private static void launch(
      String kernel, Places places, int[] around, float[] shares, StepBuilder step) {
    Shape in = places.in();
    Shape out = places.out();
    boolean fours = in.c() % 4 == 0;
    int channels = fours ? in.c() / 4 : in.c();
    int rows = out.n() * out.h();
    step.launch(
        fours ? kernel + "_x4" : kernel,
        new Walk(rows, out.w() * channels),
        step.finishing()
            .input(0)
            .add(step.constant(around))
            .add(step.constant(shares))
            .residual()
            .output(0)
            .ints(rows, in.h(), in.w(), out.h(), out.w(), channels)
            .epilogue());
  }
}
