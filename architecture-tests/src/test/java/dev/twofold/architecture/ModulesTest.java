package dev.twofold.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Tests run on the class path; this is where the module descriptors are held to what they say.
class ModulesTest {

  private static final String SERVICE = "dev.twofold.spi.BackendProvider";

  @Test
  void descriptors_everyModuleOfThePom_hasOne() {
    List<Path> without =
        Production.modules().stream()
            .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
            .filter(module -> !Files.exists(module.resolve("src/main/java/module-info.java")))
            .map(Path::getFileName)
            .filter(module ->
                !Set.of("benchmarks", "backend-cuda", "hello-backend").contains(module.toString()))
            .toList();
    assertEquals(
        List.of(),
        without,
        "benchmarks follow JMH, JCuda has no module name, and an outsider's jar is an automatic"
            + " module");
  }

  @Test
  void descriptors_allTogether_resolve() {
    Set<String> names =
        Production.descriptors().stream()
            .map(located -> located.descriptor().name())
            .collect(Collectors.toSet());
    assertTrue(names.contains("dev.twofold.api"), names::toString);
    Configuration resolved =
        Configuration.resolveAndBind(
            ModuleFinder.of(Production.classPath()),
            List.of(ModuleLayer.boot().configuration()),
            ModuleFinder.of(),
            names);
    names.forEach(name -> assertTrue(resolved.findModule(name).isPresent(), name));
  }

  @Test
  void descriptors_providedServices_areTheOnesOfMetaInf() {
    for (Production.Located located : Production.descriptors()) {
      Set<String> provided =
          located.descriptor().provides().stream()
              .filter(provides -> provides.service().equals(SERVICE))
              .flatMap(provides -> provides.providers().stream())
              .collect(Collectors.toSet());
      Set<String> listed =
          Set.copyOf(Production.lines(located.place(), "META-INF/services/" + SERVICE));
      assertEquals(provided, listed, located.descriptor().name() + " provides " + SERVICE);
    }
  }

  @Test
  void descriptors_backends_exportNothing() {
    List<String> exporting =
        Production.descriptors().stream()
            .map(Production.Located::descriptor)
            .filter(descriptor -> !descriptor.exports().isEmpty())
            .map(ModuleDescriptor::name)
            .filter(name -> name.matches("dev[.]twofold[.](reference|cpu)"))
            .toList();
    assertEquals(List.of(), exporting, "a backend is reached through its provider alone");
  }
}
