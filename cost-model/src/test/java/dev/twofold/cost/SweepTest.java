package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {

  private static Graph net(double width, int size) {
    int channels = (int) (8 * width);
    return TestGraphs.single(
        "Net", Shape.nchw(1, channels, size, size), Convolution.pointwise(channels, channels));
  }

  @Test
  void of_widthsAndSizes_costsEveryPair() {
    List<Sweep.Point> points = Sweep.of(List.of(0.5, 1.0), List.of(2, 3), SweepTest::net).points();

    assertEquals(List.of(0.5, 0.5, 1.0, 1.0), points.stream().map(Sweep.Point::width).toList());
    assertEquals(List.of(2, 3, 2, 3), points.stream().map(Sweep.Point::size).toList());
    assertEquals(
        List.of(64L, 144L, 256L, 576L),
        points.stream().map(point -> point.report().multAdds()).toList());
    assertEquals(2 * 8 * 9 * 4, points.getLast().peakActivationBytes());
  }
}
