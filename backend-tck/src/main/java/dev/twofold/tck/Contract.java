package dev.twofold.tck;

import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Spi;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/// The group `contract`, first half: what provider and backend answer.
final class Contract {

  /// A probe that takes longer keeps every program of its machine waiting.
  private static final Duration PROBE = Duration.ofSeconds(2);

  private final Subject subject;
  private final List<Family> families;

  private Contract(Subject subject, List<Family> families) {
    this.subject = subject;
    this.families = families;
  }

  static Group of(Subject subject, List<Family> families) {
    Contract contract = new Contract(subject, families);
    List<Check> checks = new ArrayList<>();
    checks.add(new Check("constructor-loads-nothing", contract::constructor));
    checks.add(new Check("spi-version", contract::version));
    checks.add(new Check("id-has-the-form-of-ids", contract::id));
    checks.add(new Check("probe-is-cheap-and-never-throws", contract::probe));
    checks.add(new Check("available", contract::available));
    checks.add(new Check("info-agrees-with-provider", contract::info));
    checks.add(new Check("supports-is-pure", contract::pure));
    checks.add(new Check("supports-is-total", contract::total));
    checks.add(new Check("yes-means-prepare-succeeds", contract::prepare));
    checks.addAll(new Lifecycle(subject, families).checks());
    checks.addAll(new Packaging(subject).checks());
    return new Group("contract", checks);
  }

  @SuppressWarnings("AnnotateFormatMethod") // would put Error Prone's annotations on the class path
  private static void expect(boolean condition, String message, Object... values) {
    if (!condition) {
      throw new AssertionError(message.formatted(values));
    }
  }

  /// Meaningful where nobody has used the backend in this JVM before: the kit begins with it.
  private Outcome constructor() {
    int threads = Thread.activeCount();
    int libraries = Machine.loadedLibraries();
    BackendProvider provider = subject.provider();
    expect(
        Thread.activeCount() <= threads,
        "%s: the constructor started a thread; start it in open()",
        provider.getClass().getName());
    expect(
        Machine.loadedLibraries() <= libraries,
        "%s: the constructor loaded a native library; load it in probe() or open()",
        provider.getClass().getName());
    return Outcome.passed("");
  }

  private Outcome version() {
    int version = subject.provider().spiVersion();
    expect(
        version == Spi.VERSION,
        "spiVersion(): expected %d, got %d; return Spi.VERSION and compile anew",
        Spi.VERSION,
        version);
    return Outcome.passed("version " + version);
  }

  private Outcome id() {
    String id = subject.provider().id();
    expect(
        id.matches("[a-z][a-z0-9-]*"),
        "id(): expected lower-case letters, digits and hyphens, got '%s'",
        id);
    return Outcome.passed(id);
  }

  private Outcome probe() {
    BackendProvider provider = subject.provider();
    List<Availability> answers = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      try {
        answers.add(provider.probe());
      } catch (RuntimeException | LinkageError e) {
        throw new AssertionError("probe(): threw " + Texts.of(e) + "; return Unavailable", e);
      }
    }
    Duration each = Duration.ofNanos((System.nanoTime() - start) / 3);
    expect(each.compareTo(PROBE) < 0, "probe(): expected milliseconds, took %s", each);
    expect(
        answers.stream().map(Object::getClass).distinct().count() == 1,
        "probe(): answers differently when asked again: %s",
        answers);
    return Outcome.passed(each.toNanos() / 1000 + " us");
  }

  private Outcome available() {
    return Outcome.passed(subject.device().name());
  }

  private Outcome info() {
    String id = subject.provider().id();
    expect(
        subject.shared().info().id().equals(id),
        "info().id(): expected '%s' as the provider, got '%s'",
        id,
        subject.shared().info().id());
    return Outcome.passed(subject.shared().info().description());
  }

  private List<LayerCall> calls() {
    return families.stream().flatMap(family -> family.calls().stream()).toList();
  }

  /// Asked in another order, of another open backend, the answers are the same.
  private Outcome pure() {
    List<LayerCall> calls = calls();
    List<Support> answers = calls.stream().map(subject.shared()::supports).toList();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      order.add(i);
    }
    Collections.reverse(order);
    try (Backend other = subject.open()) {
      for (int i : order) {
        for (Backend backend : List.of(subject.shared(), other)) {
          Support again = backend.supports(calls.get(i));
          expect(
              again.equals(answers.get(i)),
              "%s: supports() first said %s, then %s",
              Texts.of(calls.get(i)),
              answers.get(i),
              again);
        }
      }
    }
    return Outcome.passed(calls.size() + " calls");
  }

  /// A layer of a kind that nobody knows.
  private record Unheard() implements CustomLayer {
    @Override
    public String kind() {
      return "dev.twofold.tck.Unheard";
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of();
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
      return List.of(inputs.getFirst());
    }

    @Override
    public OptionalLong multAdds(List<Shape> inputs) {
      return OptionalLong.empty();
    }
  }

  private Outcome total() {
    Backend backend = subject.shared();
    List<LayerCall> calls = new ArrayList<>(calls());
    LayerCall unheard =
        LayerCall.of("unheard", new Unheard(), List.of(TensorType.float32(Shape.of(2, 3))));
    calls.add(unheard);
    int refused = 0;
    for (LayerCall call : calls) {
      try {
        if (backend.supports(call) instanceof Support.No(String reason)) {
          refused++;
          expect(!reason.isBlank(), "%s: supports() refuses without a reason", Texts.of(call));
        }
      } catch (RuntimeException e) {
        throw new AssertionError("%s: supports() threw %s".formatted(Texts.of(call), e), e);
      }
    }
    expect(
        backend.supports(unheard) instanceof Support.No,
        "supports() says yes to a custom layer that nobody has defined");
    return Outcome.passed("%d of %d refused with a reason".formatted(refused, calls.size()));
  }

  private Outcome prepare() {
    Backend backend = subject.shared();
    int prepared = 0;
    for (LayerCall call : calls()) {
      if (backend.supports(call) instanceof Support.Yes yes) {
        expect(!yes.kernel().isBlank(), "%s: the kernel has no name", Texts.of(call));
        Weights weights = Data.FLOATS.weights(call.layer(), prepared);
        try (Kernel kernel = backend.prepare(call, weights)) {
          expect(kernel.workspaceElements() >= 0, "%s: negative workspace", Texts.of(call));
          prepared++;
        } catch (RuntimeException e) {
          throw new AssertionError(
              "%s: supports() says yes, but prepare() threw %s".formatted(Texts.of(call), e), e);
        }
      }
    }
    return prepared == 0
        ? Outcome.unsupported("no call of the kit is supported")
        : Outcome.passed(prepared + " kernels");
  }
}
