package dev.twofold.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.twofold.onnx.OnnxVerifier.Result;
import dev.twofold.onnx.OnnxVerifier.Status;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// ONNX's own test cases, as Debian's package `libonnx-testdata` installs them. Those of
/// `conformance-left-out.txt` need not pass, but none may fail.
class ConformanceTest {

  private static final Path DATA = Path.of("/usr/share/libonnx-testdata/data");
  private static final List<String> FAMILIES =
      List.of("node", "pytorch-converted", "pytorch-operator", "simple");
  private static final double SHARE = 0.95;

  private static void assumeInstalled() {
    boolean installed = Files.isDirectory(DATA);
    assertTrue(
        installed || !Boolean.getBoolean("twofold.ci"), "libonnx-testdata must be installed on CI");
    assumeTrue(installed, "Debian's libonnx-testdata is not installed");
  }

  private static List<Pattern> leftOut() throws Exception {
    try (InputStream stream =
        ConformanceTest.class.getResourceAsStream("conformance-left-out.txt")) {
      String text =
          new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Pattern.compile(line.substring(0, line.indexOf('\t'))))
          .toList();
    }
  }

  private static boolean matchesAny(List<Pattern> patterns, Result result) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(result.name()).matches());
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void verify_casesOfOnnx_passOrAreLeftOut(String backend) throws Exception {
    assumeInstalled();
    OnnxVerifier verifier = new OnnxVerifier(runner(backend), 1e-3, 1e-5);

    List<Result> results =
        FAMILIES.stream()
            .map(DATA::resolve)
            .flatMap(root -> OnnxVerifier.cases(root).stream().map(it -> verifier.verify(root, it)))
            .toList();

    List<Result> bad =
        results.stream()
            .filter(it -> it.status() == Status.FAIL || it.status() == Status.ERROR)
            .toList();
    assertEquals(List.of(), bad);
    List<Pattern> leftOut = leftOut();
    List<Result> counted = results.stream().filter(it -> !matchesAny(leftOut, it)).toList();
    List<Result> passed = counted.stream().filter(it -> it.status() == Status.PASS).toList();
    List<String> missing =
        counted.stream().filter(it -> it.status() != Status.PASS).map(Result::name).toList();
    assertTrue(counted.size() >= 400, () -> counted.size() + " cases are counted");
    assertTrue(
        passed.size() >= SHARE * counted.size(),
        () -> "%d of %d pass, not %s".formatted(passed.size(), counted.size(), missing));
  }

  private static OnnxVerifier.Runner runner(String backend) {
    Backends backends = Backends.discover();
    CompileOptions options =
        CompileOptions.DEFAULTS.withBackends(backend).withFallback(FallbackPolicy.SILENT);
    return (model, inputs) -> {
      try (Program program = backends.compile(model, options)) {
        return program.run(inputs);
      }
    };
  }

  @Test
  void leftOut_everyPattern_isOfACase() throws Exception {
    assumeInstalled();
    List<String> names =
        FAMILIES.stream()
            .flatMap(family -> OnnxVerifier.cases(DATA.resolve(family)).stream())
            .map(model -> model.getParent().getFileName().toString())
            .toList();

    List<Pattern> stale =
        leftOut().stream()
            .filter(p -> names.stream().noneMatch(n -> p.matcher(n).matches()))
            .toList();

    assertEquals(List.of(), stale);
  }
}
