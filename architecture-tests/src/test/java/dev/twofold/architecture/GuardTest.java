package dev.twofold.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Rules that see no classes hold: this guards that they saw all.
class GuardTest {

  private static final int AT_LEAST = 400;

  private static final JavaClasses CLASSES = Production.classes();

  @Test
  void importedClasses_everyModuleOfThePom_isSeenWhole() {
    Set<String> seen = CLASSES.stream().map(JavaClass::getName).collect(Collectors.toSet());
    for (Path module : Production.modules()) {
      List<String> missed =
          Production.sources(module).stream().filter(name -> !seen.contains(name)).toList();
      assertEquals(List.of(), missed, "the rules do not see these classes of " + module);
    }
  }

  @Test
  void importedClasses_number_isAtLeastThatOfTheFirstRelease() {
    assertTrue(CLASSES.size() >= AT_LEAST, () -> "the rules saw only " + CLASSES.size());
  }

  @Test
  void importedClasses_testCode_isNotAmongThem() {
    assertEquals(
        List.of(),
        CLASSES.stream()
            .map(JavaClass::getName)
            .filter(name -> name.startsWith("dev.twofold.architecture"))
            .toList());
  }
}
