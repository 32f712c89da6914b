package dev.twofold.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MasksTest {

  private static Tensor map(int h, int w, float... values) {
    return Tensor.of(Shape.nchw(1, 1, h, w), values);
  }

  @Test
  void overlay_masked_isColouredTheRestIsKept() {
    Tensor picture = Tensor.of(Shape.nchw(1, 3, 1, 2), 1, 1, 0, 0, 0, 0);
    Tensor result = Masks.overlay(picture, map(1, 2, 0.3f, 0.4f), 0.3f, new Colour(0, 1, 0), 0.5f);
    assertArrayEquals(new float[] {1, 0.5f, 0, 0.5f, 0, 0}, result.floats());
    assertArrayEquals(new float[] {1, 1, 0, 0, 0, 0}, picture.floats());
  }

  @Test
  void overlay_otherSize_isRefused() {
    Tensor picture = Tensor.zeros(Shape.nchw(1, 3, 2, 2));
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> Masks.overlay(picture, map(1, 1, 1), 0, Colour.GREEN, 1));
    assertEquals(
        "mask [1, 1, 1, 1]: as large as the picture [1, 3, 2, 2] is needed; resize it",
        thrown.getMessage());
  }

  @Test
  void labels_scores_areTheHighestClass() {
    Tensor scores = Tensor.of(Shape.nchw(1, 3, 1, 3), 1, 5, 2, 3, 5, 1, 2, 4, 9);
    assertArrayEquals(new float[] {1, 0, 2}, Masks.labels(scores).floats());
  }

  @Test
  void paint_labels_givesEachItsColour() {
    Tensor painted = Masks.paint(map(1, 2, 0, 1));
    assertEquals(Shape.nchw(1, 3, 1, 2), painted.shape());
    assertEquals(0f, painted.floats()[0]);
    assertEquals(Colour.of(1).red(), painted.floats()[1]);
  }

  @Test
  void colours_first20_differAndAreInRange() {
    Set<Colour> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Colour colour = Colour.of(i);
      assertTrue(seen.add(colour));
      for (int c = 0; c < 3; c++) {
        assertTrue(colour.channel(c) >= 0 && colour.channel(c) <= 1, colour.toString());
      }
    }
  }

  @Test
  void heatMap_anyRange_growsBrighter() {
    float[] values = Masks.heatMap(map(1, 3, -10, 0, 10)).floats();
    assertEquals(0f, values[0]);
    assertTrue(values[3] < values[4] && values[4] < values[5], "green grows");
    assertEquals(1f, values[2], "red is full at the top");
  }

  @Test
  void heatMap_constantOrNotANumber_isDark() {
    assertEquals(0f, Masks.heatMap(map(1, 2, 3, 3)).floats()[0]);
    assertEquals(0f, Masks.heatMap(map(1, 2, Float.NaN, 3)).floats()[0]);
  }

  @Test
  void regions_twoParts_haveBoxesAndSizes() {
    Tensor mask =
        map(
            4, 5, //
            1, 1, 0, 0, 0, //
            0, 0, 1, 0, 0, //
            0, 0, 0, 0, 1, //
            0, 0, 0, 0, 1);
    assertEquals(
        List.of(new Masks.Region(0, 0, 1, 2, 3), new Masks.Region(2, 4, 3, 4, 2)),
        Masks.regions(mask, 0.5f, 1));
    assertEquals(1, Masks.regions(mask, 0.5f, 3).size());
    assertEquals(0, Masks.regions(mask, 1, 1).size());
  }

  @Test
  void frame_region_colourUpToTwoPixelsOfItsEdges() {
    Tensor picture = Tensor.zeros(Shape.nchw(1, 3, 7, 8));
    Tensor framed =
        Masks.frame(picture, List.of(new Masks.Region(1, 1, 5, 6, 9)), new Colour(1, 0, 0));
    float[] red = Arrays.copyOf(framed.floats(), 56);
    float[] expected = {
      0, 0, 0, 0, 0, 0, 0, 0,
      0, 1, 1, 1, 1, 1, 1, 0,
      0, 1, 1, 1, 1, 1, 1, 0,
      0, 1, 1, 0, 0, 1, 1, 0,
      0, 1, 1, 1, 1, 1, 1, 0,
      0, 1, 1, 1, 1, 1, 1, 0,
      0, 0, 0, 0, 0, 0, 0, 0
    };
    assertArrayEquals(expected, red);
  }

  @Test
  void grown_atTheEdge_staysInside() {
    assertEquals(new Masks.Region(0, 2, 9, 9, 5), new Masks.Region(1, 5, 8, 8, 5).grown(3, 10, 10));
  }

  @Test
  void regions_everythingOpen_isOneRegion() {
    float[] full = new float[100 * 100];
    Arrays.fill(full, 1);
    assertEquals(
        List.of(new Masks.Region(0, 0, 99, 99, 10_000)),
        Masks.regions(map(100, 100, full), 0.5f, 1));
  }
}
