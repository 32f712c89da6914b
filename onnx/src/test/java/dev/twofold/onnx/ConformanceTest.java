package dev.twofold.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.onnx.Conformance.Family;
import dev.twofold.onnx.Conformance.Outcome;
import dev.twofold.onnx.OnnxVerifier.Result;
import dev.twofold.onnx.OnnxVerifier.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// ONNX's own test cases: those of the families in `conformance-left-out.txt` need not pass, but none
/// may fail.
class ConformanceTest {

  private static final double SHARE = 0.95;

  @BeforeAll
  static void assumeInstalled() {
    Conformance.assumeInstalled();
  }

  @ParameterizedTest
  @FieldSource("dev.twofold.onnx.Conformance#BACKENDS")
  void verify_casesOfOnnx_passOrAreLeftOut(String backend) {
    Conformance.assumeUsable(backend);
    List<Result> bad =
        Conformance.all(backend).stream()
            .map(Outcome::result)
            .filter(it -> it.status() == Status.FAIL || it.status() == Status.ERROR)
            .toList();
    assertEquals(List.of(), bad);
    List<Outcome> counted = Conformance.counted(backend);
    long passed = counted.stream().filter(Outcome::passed).count();
    List<String> missing =
        counted.stream().filter(it -> !it.passed()).map(it -> it.result().name()).toList();
    assertTrue(counted.size() >= 580, () -> counted.size() + " cases are counted");
    assertTrue(
        passed >= SHARE * counted.size(),
        () -> "%d of %d pass, not %s".formatted(passed, counted.size(), missing));
  }

  /// A family that everything passes of would make the counted cases look fewer than they are.
  @Test
  void leftOut_everyFamily_hasACaseThatDoesNotPass() {
    List<Outcome> all = Conformance.all("reference");

    List<Family> stale =
        Conformance.leftOut().stream()
            .filter(family -> all.stream().filter(it -> it.isIn(family)).allMatch(Outcome::passed))
            .toList();

    assertEquals(List.of(), stale);
  }

  @Test
  void page_ofOperators_isWhatTheGeneratorMakes() throws Exception {
    Conformance.BACKENDS.forEach(Conformance::assumeUsable);
    Path file = Path.of(System.getProperty("twofold.root", ".."), "docs", "onnx-support.md");
    String page = SupportPage.text();
    if (Boolean.getBoolean("twofold.write")) {
      Files.writeString(file, page);
    }
    assertEquals(Files.readString(file), page);
  }
}
