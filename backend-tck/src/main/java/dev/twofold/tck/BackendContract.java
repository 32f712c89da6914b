package dev.twofold.tck;

import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.opentest4j.TestAbortedException;

/// The contract of [dev.twofold.spi.Backend] as JUnit 5 tests. A backend passes if a class like
/// this does:
///
/// ```java
/// class AcmeBackendTest extends BackendContract {
///   @Override
///   protected BackendProvider provider() {
///     return new AcmeBackendProvider();
///   }
/// }
/// ```
///
/// **Contract.** The groups are `contract`, `numerics`, `graphs`, `determinism` and `speed`. What
/// the backend does not support is aborted with the reason, counted and listed, never passed.
/// Behind the last test a support table is written to [#reportFolder()] as Markdown and JSON.
///
/// **Errors.** A failure is one line: the call, what was expected, what was got.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContract {

  private @Nullable Kit begun;

  /// Made by JUnit.
  protected BackendContract() {}

  private synchronized Kit kit() {
    Kit kit = begun;
    if (kit == null) {
      kit = new Kit(this::provider, options(), this::nativeBytes);
      begun = kit;
    }
    return kit;
  }

  /// A new provider of the backend that is tested.
  protected abstract BackendProvider provider();

  /// What is asked of the backend; the defaults unless overridden.
  protected BackendOptions options() {
    return BackendOptions.DEFAULTS;
  }

  /// The bytes that the backend holds outside the heap now, where it counts them: no cycle of
  /// compiling, running and closing may add to them.
  protected OptionalLong nativeBytes() {
    return OptionalLong.empty();
  }

  /// Where the support table is written.
  protected Path reportFolder() {
    return Path.of("target", "tck");
  }

  /// The groups of the contract to run; all unless overridden.
  protected List<String> groups() {
    return List.of("contract", "numerics", "graphs", "determinism", "speed");
  }

  @TestFactory
  final Stream<DynamicNode> backend() {
    return kit().groups().stream()
        .filter(group -> groups().contains(group.id()))
        .map(group ->
            DynamicContainer.dynamicContainer(
                group.id(),
                group.checks().stream()
                    .map(check -> DynamicTest.dynamicTest(check.id(), () -> run(group, check)))));
  }

  private void run(Group group, Check check) {
    Outcome outcome = kit().run(group, check);
    if (outcome.kind() == Outcome.Kind.UNSUPPORTED) {
      throw new TestAbortedException("unsupported: " + outcome.note());
    }
  }

  @AfterAll
  final void report() throws IOException {
    try (Kit kit = kit()) {
      ReportFiles.write(kit.report(), reportFolder());
    }
  }
}
