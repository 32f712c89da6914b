package dev.twofold.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl;
import dev.twofold.onnx.OnnxVerifier.Result;
import dev.twofold.onnx.OnnxVerifier.Status;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/// ONNX's own test cases, as Debian's package `libonnx-testdata` installs them, run on a backend. The
/// result is kept, since several tests look at it.
final class Conformance {

  /// The backends that the cases are run on.
  static final List<String> BACKENDS = List.of("reference", "cpu", "cuda");

  private static final Path DATA = Path.of("/usr/share/libonnx-testdata/data");
  private static final List<String> GROUPS =
      List.of("node", "pytorch-converted", "pytorch-operator", "simple");
  private static final Map<String, List<Outcome>> KNOWN = new ConcurrentHashMap<>();

  private Conformance() {}

  /// How one case ended.
  ///
  /// @param operators the operators of its network
  /// @param helped whether another backend ran some of its nodes
  record Outcome(Result result, Set<String> operators, boolean helped) {

    boolean passed() {
      return result.status() == Status.PASS;
    }

    boolean isIn(Family family) {
      return family.pattern().matcher(result.name()).matches();
    }
  }

  /// Cases that need not pass.
  record Family(Pattern pattern, String reason) {}

  static void assumeInstalled() {
    boolean installed = Files.isDirectory(DATA);
    assertTrue(
        installed || !Boolean.getBoolean("twofold.ci"), "libonnx-testdata must be installed on CI");
    assumeTrue(installed, "Debian's libonnx-testdata is not installed");
  }

  /// The emulated driver is built by the tests of `backend-cuda`, which Maven runs before these.
  static void assumeUsable(String backend) {
    boolean usable =
        Backends.discover().statuses().stream()
            .anyMatch(status -> status.id().equals(backend) && status.isAvailable());
    assertTrue(usable || !Boolean.getBoolean("twofold.ci"), backend + " must be usable on CI");
    assumeTrue(usable, "backend '" + backend + "' cannot be used; run its tests first");
  }

  /// The families of `conformance-left-out.txt`.
  static List<Family> leftOut() {
    return lines("conformance-left-out.txt").stream()
        .map(line -> line.split("\t"))
        .map(parts -> new Family(Pattern.compile(parts[0]), parts[1]))
        .toList();
  }

  /// The lines of a resource without its comments.
  static List<String> lines(String resource) {
    try (InputStream stream = Conformance.class.getResourceAsStream(resource)) {
      String text =
          new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The outcome of all cases.
  static List<Outcome> all(String backend) {
    return KNOWN.computeIfAbsent(backend, Conformance::run);
  }

  /// The outcome of those cases that no family leaves out.
  static List<Outcome> counted(String backend) {
    List<Family> families = leftOut();
    return all(backend).stream().filter(it -> families.stream().noneMatch(it::isIn)).toList();
  }

  private static List<Outcome> run(String backend) {
    Backends backends = Backends.discover();
    CompileOptions options =
        CompileOptions.DEFAULTS.withBackends(backend).withFallback(FallbackPolicy.SILENT);
    List<Outcome> outcomes = new ArrayList<>();
    for (Path root : GROUPS.stream().map(DATA::resolve).toList()) {
      for (Path model : OnnxVerifier.cases(root)) {
        AtomicBoolean helped = new AtomicBoolean();
        OnnxVerifier.Runner runner =
            (network, inputs) -> {
              try (Program program = backends.compile(network, options)) {
                helped.compareAndSet(false, !program.plan().fallbacks().isEmpty());
                return program.run(inputs);
              }
            };
        Result result = new OnnxVerifier(runner, 1e-3, 1e-5).verify(root, model);
        outcomes.add(new Outcome(result, operators(model), helped.get()));
      }
    }
    return List.copyOf(outcomes);
  }

  private static Set<String> operators(Path model) {
    try {
      Set<String> operators = new TreeSet<>();
      OnnxMl.ModelProto.parseFrom(Files.readAllBytes(model))
          .getGraph()
          .getNodeList()
          .forEach(node -> operators.add(node.getOpType()));
      return operators;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
