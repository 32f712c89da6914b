package dev.twofold.cost.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GridTest {

  @Test
  void text_namesTooLong_continueBelow() {
    Grid grid =
        new Grid(
            List.of(Grid.shrinking("name"), Grid.shrinking("type"), Grid.number("params")),
            List.of(
                List.of("  encoder.layers.0.attention", "Conv2dNormActivation", "1,234"),
                List.of("head", "Linear", "5")));
    assertEquals(
        """
        name               type               params
        ────────────────────────────────────────────
          encoder.layers.  Conv2dNorm          1,234
          0.attention      Activation
        head               Linear                  5
        """,
        grid.text(44));
  }

  @Test
  void text_wideEnough_hasALineForEachRow() {
    Grid grid = new Grid(List.of(Grid.shrinking("name")), List.of(List.of("a.name"), Grid.RULE));
    assertEquals("name\n──────\na.name\n──────\n", grid.text(6));
  }

  @Test
  void wrapping_anyName_isWholeAndKeepsTheWidth() {
    Random random = new Random(1);
    for (int round = 0; round < 2000; round++) {
      int width = random.nextInt(4, 30);
      String text =
          " ".repeat(random.nextInt(12))
              + random
                  .ints(random.nextInt(1, 80), 0, 8)
                  .mapToObj(i -> "abXY._/ ".substring(i, i + 1))
                  .reduce("", String::concat);
      List<String> lines = Wrapping.of(text, width);
      assertTrue(lines.stream().allMatch(line -> line.length() <= width), () -> text);
      assertEquals(text.replace(" ", ""), String.join("", lines).replace(" ", ""));
    }
  }
}
