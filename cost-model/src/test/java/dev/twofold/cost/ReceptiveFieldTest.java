package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {

  private static Map<String, ReceptiveField> chain(Layer... layers) {
    GraphBuilder builder = Graph.builder("Net");
    Value x = builder.input("x", Shape.nchw(1, 1, 32, 32));
    for (int i = 0; i < layers.length; i++) {
      x = builder.add(Integer.toString(i), layers[i], x);
    }
    return ReceptiveField.of(builder.output(x).build());
  }

  private static ReceptiveField square(double size, double stride) {
    return new ReceptiveField(size, size, stride, stride);
  }

  @Test
  void of_stridesAndDilation_growByTheStrideBefore() {
    Map<String, ReceptiveField> fields =
        chain(
            Convolution.regular(1, 1, Window.same(3)),
            Pool2d.max(Window.of(2).withStride(2)),
            Convolution.regular(1, 1, Window.same(3)),
            Convolution.regular(1, 1, Window.of(3).withDilation(2).withPadding(2)));

    assertEquals(square(3, 1), fields.get("0"));
    assertEquals(square(4, 2), fields.get("1"));
    assertEquals(square(8, 2), fields.get("2"));
    assertEquals(square(16, 2), fields.get("3"));
  }

  @Test
  void of_upsampling_dividesTheStride() {
    Window halving = Window.of(2).withStride(2);
    Map<String, ReceptiveField> fields =
        chain(
            Pool2d.max(halving),
            new ConvTranspose2d(1, 1, halving, 0, 0, 1, false),
            Resize.linear(64, 64),
            Convolution.regular(1, 1, Window.same(3)));

    assertEquals(square(2, 2), fields.get("0"));
    assertEquals(square(2, 1), fields.get("1"));
    assertEquals(square(3, 0.5), fields.get("2"));
    assertEquals(square(4, 0.5), fields.get("3"));
  }

  @Test
  void of_transposedKernelLargerThanStride_meetsNeighbours() {
    Window window = Window.of(4).withStride(2).withPadding(1);
    Map<String, ReceptiveField> fields =
        chain(
            Pool2d.max(Window.of(2).withStride(2)),
            new ConvTranspose2d(1, 1, window, 0, 0, 1, false));

    assertEquals(square(4, 1), fields.get("1"));
  }

  @Test
  void of_globalPooling_seesTheWholeInput() {
    assertTrue(chain(new GlobalAveragePool()).get("0").isWhole());
  }
}
