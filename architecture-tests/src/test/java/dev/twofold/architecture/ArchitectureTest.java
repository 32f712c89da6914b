package dev.twofold.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

  private static final JavaClasses CLASSES = Production.classes();

  @TestFactory
  Stream<DynamicTest> productionCode_everyRule_holds() {
    return Production.rules().all().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue())));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
