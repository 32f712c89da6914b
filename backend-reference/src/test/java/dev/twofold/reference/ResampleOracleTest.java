package dev.twofold.reference;

import dev.twofold.graph.Resize;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every mode of resizing against ONNX Runtime, whose coordinates are floats: the sizes are chosen
/// such that no place lies near a border between two elements unless it lies on it exactly.
class ResampleOracleTest {

  private static final List<Resize.Target> TARGETS =
      List.of(
          new Resize.Scale(2, 2),
          new Resize.Scale(3, 1),
          new Resize.Scale(1, 4),
          new Resize.Scale(0.5, 0.5),
          new Resize.Scale(0.625, 1.75),
          new Resize.Size(1, 1),
          new Resize.Size(2, 5),
          new Resize.Size(8, 16),
          new Resize.Size(11, 3));

  private static final List<Shape> SHAPES =
      List.of(Shape.nchw(1, 1, 2, 3), Shape.nchw(2, 3, 5, 9), Shape.nchw(1, 2, 16, 4));

  record Case(Resize layer, Shape input) {}

  static Stream<Resize> nearestModes() {
    return Stream.of(Resize.Coordinates.values())
        .flatMap(coordinates ->
            Stream.of(Resize.Rounding.values())
                .flatMap(rounding ->
                    TARGETS.stream()
                        .map(target ->
                            new Resize(Resize.Mode.NEAREST, coordinates, rounding, target))));
  }

  static Stream<Resize> linearModes() {
    return Stream.of(Resize.Coordinates.values())
        .flatMap(coordinates ->
            TARGETS.stream()
                .map(target ->
                    new Resize(
                        Resize.Mode.LINEAR,
                        coordinates,
                        Resize.Rounding.ROUND_PREFER_FLOOR,
                        target)));
  }

  static Stream<Resize> cubicModes() {
    return Stream.of(Resize.Coordinates.values())
        .flatMap(coordinates ->
            TARGETS.stream()
                .flatMap(target ->
                    Stream.of(true, false)
                        .map(insideOnly ->
                            new Resize(
                                Resize.Mode.CUBIC,
                                coordinates,
                                Resize.Rounding.ROUND_PREFER_FLOOR,
                                target,
                                insideOnly ? -0.5 : -0.75,
                                insideOnly))));
  }

  static Stream<Case> cases() {
    return Stream.of(nearestModes(), linearModes(), cubicModes())
        .flatMap(layers -> layers)
        .flatMap(layer -> SHAPES.stream().map(shape -> new Case(layer, shape)))
        .filter(it -> !isFractional(it));
  }

  /// ONNX Runtime aligns the corner of the last whole element, ONNX's definition the end of the scaled
  /// length.
  private static boolean isFractional(Case it) {
    return it.layer().coordinates() == Resize.Coordinates.ALIGN_CORNERS
        && it.layer().target() instanceof Resize.Scale(double h, double w)
        && (it.input().h() * h % 1 != 0 || it.input().w() * w % 1 != 0);
  }

  private static Tensor oracle(Resize layer, Tensor x) {
    OnnxNode node =
        OnnxNode.of("Resize")
            .with("mode", layer.mode().name().toLowerCase(Locale.ROOT))
            .with(
                "coordinate_transformation_mode",
                layer.coordinates().name().toLowerCase(Locale.ROOT))
            .with("nearest_mode", layer.rounding().name().toLowerCase(Locale.ROOT))
            .with("cubic_coeff_a", (float) layer.sharpness())
            .with("exclude_outside", layer.insideOnly() ? 1 : 0)
            .input(x)
            .absent();
    Shape in = x.shape();
    return switch (layer.target()) {
      case Resize.Scale(double h, double w) -> node.floats(1, 1, (float) h, (float) w).run();
      case Resize.Size(int h, int w) -> node.absent().longs(in.n(), in.c(), h, w).run();
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resize_everyMode_agreesWithOnnxRuntime(Case it) {
    Tensor x = Data.floats(it.input(), 8);
    Tensor expected = oracle(it.layer(), x);
    Tensor actual = Runs.run(it.layer(), x);
    switch (it.layer().mode()) {
      case NEAREST -> Data.assertSame(expected, actual);
      case LINEAR, CUBIC -> Data.assertSums(expected, actual, magnitudes(x, actual.shape()), 3);
    }
  }

  /// What bounds the oracle's error: its places have three roundings, of numbers up to the extents,
  /// and count as much as two neighbours differ.
  private static Tensor magnitudes(Tensor x, Shape out) {
    float largest = 0;
    for (float value : x.floats()) {
      largest = Math.max(largest, Math.abs(value));
    }
    Tensor magnitudes = Tensor.zeros(out);
    Arrays.fill(magnitudes.floats(), (x.shape().h() + x.shape().w()) * 2 * largest);
    return magnitudes;
  }
}
