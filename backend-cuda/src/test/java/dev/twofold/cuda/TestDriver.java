package dev.twofold.cuda;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.twofold.cuda.driver.Driver;
import dev.twofold.cuda.emulator.Emulator;
import dev.twofold.cuda.emulator.EmulatorBuild.MissingCompilerException;
import dev.twofold.spi.Availability;

/// The driver that tests run on: `-Dtwofold.cuda.driver=emulated`, which is the default, or `real`.
///
/// Nothing else chooses it. A test that touches the driver calls [#load()] before anything else does,
/// best from a `@BeforeAll` method.
public final class TestDriver {

  /// The name of the system property.
  public static final String PROPERTY = "twofold.cuda.driver";

  private TestDriver() {}

  /// Whether tests run on the emulated driver.
  ///
  /// @throws IllegalStateException if the property is neither `emulated` nor `real`
  public static boolean isEmulated() {
    String driver = System.getProperty(PROPERTY, "emulated");
    return switch (driver) {
      case "emulated" -> true;
      case "real" -> false;
      default ->
          throw new IllegalStateException(
              "-D%s: given '%s', expected 'emulated' or 'real'".formatted(PROPERTY, driver));
    };
  }

  /// Makes the chosen driver the one that JCuda finds. The emulated one is built first where it is not
  /// there yet. Where that takes a compiler which is missing, the test is skipped; on CI it fails.
  ///
  /// @throws IllegalStateException if the real one is asked for and cannot be used
  public static void load() {
    if (isEmulated()) {
      loaded();
    } else if (Driver.probe() instanceof Availability.Unavailable missing) {
      throw new IllegalStateException(
          "-D%s=real: %s; %s".formatted(PROPERTY, missing.message(), missing.remedy()));
    }
  }

  /// The emulated driver, for tests that look into it; on a real driver they are skipped.
  public static Emulator emulator() {
    assumeTrue(isEmulated(), "this test looks into the emulated driver");
    return loaded();
  }

  private static Emulator loaded() {
    try {
      Emulator emulator = Emulator.load();
      // JCuda's library is unpacked by the backend, where no other test run can meet it.
      Driver.probe();
      return emulator;
    } catch (MissingCompilerException e) {
      if (Boolean.getBoolean("twofold.ci") || "true".equals(System.getenv("CI"))) {
        throw new AssertionError(e.getMessage(), e);
      }
      return abort(e.getMessage());
    }
  }
}
