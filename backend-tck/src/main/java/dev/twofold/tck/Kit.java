package dev.twofold.tck;

import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// All groups for one backend, and the report that fills as checks run.
final class Kit implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Subject subject;
  private final Report report;
  private final List<Group> groups;

  Kit(
      Supplier<BackendProvider> provider,
      BackendOptions options,
      Supplier<OptionalLong> nativeBytes) {
    this(provider, options, nativeBytes, PATIENCE);
  }

  Kit(
      Supplier<BackendProvider> provider,
      BackendOptions options,
      Supplier<OptionalLong> nativeBytes,
      Duration patience) {
    subject = new Subject(provider, options, nativeBytes, patience);
    List<Family> families = Families.all();
    report = new Report(subject, families);
    groups =
        List.of(
            Contract.of(subject, families),
            Numerics.of(subject, families),
            Graphs.of(subject),
            Determinism.of(subject),
            Speed.of(subject));
  }

  List<Group> groups() {
    return groups;
  }

  Report report() {
    return report;
  }

  /// Runs one check and notes how it ended.
  ///
  /// @throws AssertionError if the backend fails it
  Outcome run(Group group, Check check) {
    try {
      Outcome outcome = check.body().run();
      report.add(group, check, outcome.kind().name(), outcome.note());
      return outcome;
    } catch (AssertionError e) {
      report.add(group, check, Report.FAILED, Texts.of(e));
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      report.add(group, check, Report.FAILED, Texts.of(e));
      throw new AssertionError(Texts.of(e), e);
    }
  }

  @Override
  public void close() {
    subject.close();
  }
}
