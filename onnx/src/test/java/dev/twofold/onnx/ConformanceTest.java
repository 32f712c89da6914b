package dev.twofold.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.twofold.onnx.OnnxVerifier.Result;
import dev.twofold.onnx.OnnxVerifier.Status;
import dev.twofold.reference.ReferenceBackendProvider;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// ONNX's own test cases, as Debian's package `libonnx-testdata` installs them.
class ConformanceTest {

  private static final Path DATA = Path.of("/usr/share/libonnx-testdata/data");

  /// Cases whose recorded outputs other runtimes do not reproduce either.
  private static final Map<String, String> DISPUTED =
      Map.of(
          "test_resize_downsample_scales_linear_align_corners",
          "recorded with a fractional output size; ONNX Runtime leaves it out for that");

  private static boolean isInstalled() {
    boolean installed = Files.isDirectory(DATA);
    assertTrue(
        installed || !Boolean.getBoolean("twofold.ci"), "libonnx-testdata must be installed on CI");
    return installed;
  }

  @ParameterizedTest
  @CsvSource({
    "node, 381",
    "pytorch-converted, 69",
    "pytorch-operator, 34",
    "simple, 5",
  })
  void verify_casesOfOnnx_noneFails(String family, int passing) {
    assumeTrue(isInstalled(), "Debian's libonnx-testdata is not installed");
    Path root = DATA.resolve(family);

    List<Result> results =
        OnnxVerifier.cases(root).stream().map(model -> verify(root, model)).toList();

    List<Result> bad =
        results.stream()
            .filter(result -> result.status() == Status.FAIL || result.status() == Status.ERROR)
            .filter(result -> !DISPUTED.containsKey(result.name()))
            .toList();
    assertEquals(List.of(), bad);
    Map<Status, Long> counts =
        results.stream()
            .collect(Collectors.groupingBy(Result::status, TreeMap::new, Collectors.counting()));
    assertTrue(counts.getOrDefault(Status.PASS, 0L) >= passing, () -> family + ": " + counts);
  }

  private static Result verify(Path root, Path model) {
    Backends backends = Backends.of(List.of(new ReferenceBackendProvider()));
    OnnxVerifier verifier =
        new OnnxVerifier(
            (network, inputs) -> {
              try (Program program = backends.compile(network)) {
                return program.run(inputs);
              }
            },
            1e-3,
            1e-5);
    return verifier.verify(root, model);
  }
}
