package dev.twofold.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "abc, abc, 0",
    "abc, '', 3",
    "abc, abd, 1",
    "abc, ac, 1",
    "kitten, sitting, 3"
  })
  void distance_ofTwoWords_countsEdits(String a, String b, int edits) {
    assertEquals(edits, Suggestions.distance(a, b));
  }

  @Test
  void of_partOfANames_findsThem() {
    assertEquals(
        "did you mean 'mobilenet-v1'?", Suggestions.of("mobilenet", List.of("mobilenet-v1", "x")));
  }
}
