package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void time_anyMagnitude_hasThreeDigits() {
    assertEquals("1.2 µs", Text.time(1234));
    assertEquals("0.12 ms", Text.time(123_456));
    assertEquals("12.3 ms", Text.time(12_345_678));
    assertEquals("123 ms", Text.time(123_456_789));
    assertEquals("12.35 s", Text.time(12_345_678_901.0));
  }

  @Test
  void bytes_anyMagnitude_haveDecimalUnits() {
    assertEquals("999 B", Text.bytes(999));
    assertEquals("1.5 kB", Text.bytes(1500));
    assertEquals("8.39 MB", Text.bytes(8_388_608));
  }

  @Test
  void percent_anyFraction_hasOneDecimal() {
    assertEquals("12.3 %", Text.percent(0.1234));
    assertEquals("+12.3 %", Text.change(0.1234));
    assertEquals("-0.1 %", Text.change(-0.001));
  }

  @Test
  void shortened_longText_losesItsMiddle() {
    assertEquals("short", Text.shortened("short", 5));
    assertEquals("abc…hi", Text.shortened("abcdefghi", 6));
  }

  @Test
  void oneLine_severalProblems_areJoined() {
    assertEquals(
        "graph 'G' has 2 problems: a; b", Text.oneLine("graph 'G' has 2 problems:\n  a\n  b\n"));
  }
}
