package wrong.spi;

import org.junit.jupiter.api.DynamicTest;

/// Breaks rules 2 and 15.
public final class SpiWithTests {

  private SpiWithTests() {}

  /// A test.
  public static DynamicTest test() {
    return DynamicTest.dynamicTest("test", () -> {});
  }
}
