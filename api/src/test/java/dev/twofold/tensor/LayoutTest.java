package dev.twofold.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayoutTest {

  private static final Shape SHAPE = Shape.nchw(2, 3, 4, 5);

  @Test
  void offset_nchw_columnsVaryFastest() {
    assertEquals(1, Layout.NCHW.offset(SHAPE, 0, 0, 0, 1));
    assertEquals(5, Layout.NCHW.offset(SHAPE, 0, 0, 1, 0));
    assertEquals(20, Layout.NCHW.offset(SHAPE, 0, 1, 0, 0));
    assertEquals(60, Layout.NCHW.offset(SHAPE, 1, 0, 0, 0));
  }

  @Test
  void offset_nhwc_channelsVaryFastest() {
    assertEquals(1, Layout.NHWC.offset(SHAPE, 0, 1, 0, 0));
    assertEquals(3, Layout.NHWC.offset(SHAPE, 0, 0, 0, 1));
    assertEquals(15, Layout.NHWC.offset(SHAPE, 0, 0, 1, 0));
    assertEquals(60, Layout.NHWC.offset(SHAPE, 1, 0, 0, 0));
  }

  @ParameterizedTest
  @EnumSource
  void offset_allElements_fillTheMemoryOnce(Layout layout) {
    Set<Long> places = new HashSet<>();
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 3; c++) {
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 5; w++) {
            places.add(layout.offset(SHAPE, n, c, h, w));
          }
        }
      }
    }
    assertEquals(120, places.size());
    assertEquals(119, places.stream().max(Long::compare).orElseThrow());
    assertEquals(0, places.stream().min(Long::compare).orElseThrow());
  }

  @Test
  void offset_hugeShape_doesNotOverflow() {
    Shape huge = Shape.nchw(2, 3, 1 << 20, 1 << 20);
    assertEquals(5L << 40, Layout.NCHW.offset(huge, 1, 2, 0, 0));
    assertEquals((3L << 40) + 2, Layout.NHWC.offset(huge, 1, 2, 0, 0));
  }
}
