package dev.twofold.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class Figure4Test {

  @Test
  void rows_equalArticle() {
    List<Figure4.Row> rows = Figure4.rows();

    assertEquals(List.of(128, 64, 32, 16), rows.stream().map(Figure4.Row::size).toList());
    assertEquals(
        List.of(73_728L, 294_912L, 1_179_648L, 4_718_592L),
        rows.stream().map(row -> row.regular().params()).toList());
    assertEquals(
        List.of(8_768L, 33_920L, 133_376L, 528_896L),
        rows.stream().map(row -> row.separable().params()).toList());
    assertEquals(
        List.of(143_654_912L, 138_936_320L, 136_577_024L, 135_397_376L),
        rows.stream().map(row -> row.separable().multAdds()).toList());
  }

  @Test
  void rows_regularMultAdds_areConstant() {
    for (Figure4.Row row : Figure4.rows()) {
      assertEquals(1_207_959_552L, row.regular().multAdds());
    }
  }

  /// What went wrong in print: every line was computed for maps of 128 x 128.
  @Test
  void rows_published_holdAt128() {
    for (Figure4.Row row : Figure4.rows()) {
      assertEquals(Figure4.regular(128, row.channels()).multAdds(), row.published().regular());
      assertEquals(Figure4.separable(128, row.channels()).multAdds(), row.published().separable());
    }
  }
}
