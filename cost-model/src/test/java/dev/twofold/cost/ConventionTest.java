package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConventionTest {

  private static final Shape MAP = Shape.nchw(2, 3, 4, 4);
  private static final Window HALVING = Window.of(2).withStride(2);

  /// Mult-adds of one layer on [2, 3, 4, 4], counted by hand, in the order of the conventions.
  static Stream<Arguments> layers() {
    Layer conv = Convolution.of(3, 5, Window.same(3), 1, true);
    Layer transposed = new ConvTranspose2d(3, 5, HALVING, 0, 0, 1, true);
    return Stream.of(
        // 135 weights and 5 biases at 2 x 16 positions
        counts(conv, 2160, 4480, 4480, 4320, 2240, 4320, 2160),
        // 60 weights and 5 biases; 2 x 16 positions in, 2 x 64 out
        counts(transposed, 960, 8320, 8320, 1920, 960 + 320, 7680, 960),
        counts(BatchNorm2d.of(3), 0, 12, 12, 192, 96, 384, 0),
        counts(Activation.RELU6, 0, 0, 0, 0, 48, 0, 0),
        counts(Pool2d.max(HALVING), 0, 0, 0, 0, 48, 0, 0),
        counts(Pool2d.average(HALVING), 0, 0, 0, 0, 48, 24, 0),
        counts(new GlobalAveragePool(), 0, 0, 0, 96, 48, 102, 0),
        counts(Resize.nearest(2), 0, 0, 0, 384, 192, 384, 0),
        counts(Resize.linear(8, 8), 0, 0, 0, 1536, 192, 4224, 0),
        counts(
            new Resize(
                Resize.Mode.CUBIC,
                Resize.Coordinates.HALF_PIXEL,
                Resize.Rounding.FLOOR,
                new Resize.Size(8, 8)),
            0,
            0,
            0,
            0,
            192,
            99_456,
            0),
        // 20 weights and 5 biases; 2 images of 12 rows
        counts(new Linear(4, 5, true), 240, 50, 600, 480, 300, 480, 240));
  }

  private static Arguments counts(Layer layer, long... counts) {
    return Arguments.of(layer, counts);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void of_layer_equalsHandCount(Layer layer, long[] counts) {
    Convention[] conventions = Convention.values();
    assertEquals(conventions.length, counts.length);
    for (int i = 0; i < counts.length; i++) {
      CostReport report = CostModel.of(TestGraphs.single("Net", MAP, layer), conventions[i]);
      assertEquals(counts[i], report.multAdds(), conventions[i].id());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "weights, WEIGHTS",
    "torchinfo, TORCHINFO",
    "torchinfo-head, TORCHINFO_HEAD",
    "fvcore, FVCORE",
    "ptflops, PTFLOPS",
    "thop, THOP",
    "keras-params, KERAS_PARAMS"
  })
  void of_id_findsConvention(String id, Convention convention) {
    assertEquals(convention, Convention.of(id));
    assertEquals(id, convention.toString());
  }

  @Test
  void of_unknownId_listsAll() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Convention.of("flops"));
    assertEquals(
        "unknown convention 'flops'; choose one of weights, torchinfo, torchinfo-head, fvcore,"
            + " ptflops, thop, keras-params",
        e.getMessage());
  }
}
