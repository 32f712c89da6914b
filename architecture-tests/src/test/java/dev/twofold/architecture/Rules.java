package dev.twofold.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/// The rules of `docs/architecture.md`, by its numbers, for all packages below a root: once for
/// `dev.twofold`, once for the counter-examples.
///
/// @param root the package above all
/// @param exported the packages that module descriptors export
record Rules(String root, Set<String> exported) {

  private static final String[] API = {"tensor", "graph", "spi", "runtime"};
  private static final String[] BACKENDS = {"reference", "cpu", "cuda"};
  private static final String[] PROGRAMS = {"cli", "examples", "benchmarks"};

  /*
   * Packages of the outsider whose backend is among the examples.
   */
  private static final String OUTSIDER = "dev.example";

  /// All rules by their number and a word that says what they are about.
  Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("1 arrows", arrows());
    rules.put("2 api dependencies", apiDependencies());
    rules.put("3 cost knows no backend", costKnowsNoBackend());
    rules.put("4 backends apart", backendsApart());
    rules.put("5 no cycles", noCycles());
    rules.put("6 no side effects", noSideEffects());
    rules.put("7 final fields", finalFields());
    rules.put("8 layers are records", layersAreRecords());
    rules.put("9 only providers are public", onlyProvidersArePublic());
    rules.put("10 providers", providers());
    rules.put("11 service loader", serviceLoader());
    rules.put("12 kernels", kernels());
    rules.put("13 incubator", incubator());
    rules.put("14 jcuda", jcuda());
    rules.put("15 public signatures", publicSignatures());
    rules.put("16 library manners", libraryManners());
    rules.put("17 null-marked", nullMarked());
    rules.put("18 closed types", closedTypes());
    rules.put("19 examples", examples());
    rules.put("21 vectors stay inside", vectorsStayInside());
    return rules;
  }

  private ArchRule arrows() {
    return classes()
        .should(Conditions.followArrows(root, Arrows.BY_PACKAGE))
        .because("a graph is described, costed, compiled and run, and nothing flows back");
  }

  private ArchRule apiDependencies() {
    return classes()
        .that(areIn(API))
        .should()
        .onlyDependOnClassesThat(
            areIn(API)
                .or(resideInAnyPackage("java..", "jdk.jfr..", "org.slf4j..", "org.jspecify..")))
        .because("an application takes api along wherever it goes");
  }

  private ArchRule costKnowsNoBackend() {
    return noClasses()
        .that(areIn("cost"))
        .should()
        .dependOnClassesThat(areIn("spi", "runtime").or(areIn(BACKENDS)))
        .because("costs are read off a graph, with no weights and nothing to run it");
  }

  private ArchRule backendsApart() {
    return classes()
        .that(areOutside("benchmarks"))
        .should(Conditions.knowNoOtherOf(root, Arrays.asList(BACKENDS)))
        .because("a backend is chosen by what is on the class path, never by an import");
  }

  private ArchRule noCycles() {
    return slices()
        .matching(root + ".(**)")
        .should()
        .beFreeOfCycles()
        .because("a package that takes part in a cycle cannot be read, tested or replaced alone");
  }

  private ArchRule noSideEffects() {
    return noClasses()
        .that(areIn("tensor", "graph", "cost"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.net..",
                    "java.nio.channels..",
                    "java.nio.file..",
                    "java.util.concurrent..",
                    "java.lang.foreign..")
                .or(belongToAnyOf(Thread.class, Process.class, ProcessBuilder.class))
                .or(Predicates.fileClasses()))
        .because("descriptions and costs are plain values: no files, sockets or threads");
  }

  private ArchRule finalFields() {
    return fields()
        .that()
        .areDeclaredInClassesThat(areIn("tensor", "graph", "cost"))
        .should()
        .beFinal()
        .because("what never changes can be shared by threads and trusted by readers");
  }

  private ArchRule layersAreRecords() {
    return classes()
        .that(areIn("graph"))
        .and(assignableTo(root + ".graph.Layer"))
        .and()
        .areNotInterfaces()
        .should()
        .beRecords()
        .because("a layer is configuration and nothing else");
  }

  private ArchRule onlyProvidersArePublic() {
    String provider = root + ".spi.BackendProvider";
    return classes()
        .that(Predicates.resideInExactly(root, BACKENDS))
        .and()
        .arePublic()
        .should()
        .beAssignableTo(provider)
        // A backend that is only begun has nothing public yet.
        .allowEmptyShould(true)
        .because("users name a backend by its id; all else in it may change any day");
  }

  private ArchRule providers() {
    return classes()
        .that(assignableTo(root + ".spi.BackendProvider"))
        .and()
        .areNotInterfaces()
        // The contract's tests wrap providers by hand.
        .and(areOutside("tck"))
        .should()
        .bePublic()
        .andShould()
        .haveModifier(JavaModifier.FINAL)
        .andShould(Conditions.havePublicConstructorWithoutArguments())
        // A checkout of api alone has no provider.
        .allowEmptyShould(true)
        .because("ServiceLoader makes providers, and nobody extends them");
  }

  private ArchRule serviceLoader() {
    return classes()
        .that(Predicates.dependOn(ServiceLoader.class))
        .should(Conditions.be(root + ".runtime.Discovery"))
        .because("one place knows how to survive a broken jar, and says what it skipped");
  }

  private ArchRule kernels() {
    return classes()
        .that(areIn("cpu.kernel"))
        .should()
        .onlyDependOnClassesThat(
            areIn("cpu.kernel")
                .or(resideInAnyPackage("java.lang", "jdk.incubator.vector", "org.jspecify.."))
                // What the compiler itself emits for records, strings and switches.
                .or(resideInAnyPackage("java.lang.invoke", "java.lang.runtime"))
                .or(belongToAnyOf(Arrays.class, Objects.class)))
        .because("a kernel is loops over arrays: it can be read, tested and timed alone");
  }

  private ArchRule incubator() {
    return noClasses()
        // Benchmarks measure what vectors can do at best, and are started with the module.
        .that(areOutside("cpu.kernel", "benchmarks"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .because("an incubator module may be missing at run time, so one package answers for it");
  }

  private ArchRule jcuda() {
    return noClasses()
        .that(areOutside("cuda.driver"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jcuda..")
        .because("the driver's handles must not leak, and one package is small enough to check");
  }

  private ArchRule publicSignatures() {
    return classes()
        .that(areIn(API).or(areIn("cost")))
        .and()
        .arePublic()
        .should(Conditions.showOnlyTypesOf("java.", root + "."))
        .because("a library in a signature is a library that users must keep in step with");
  }

  private ArchRule libraryManners() {
    return noClasses()
        .that(areOutside(PROGRAMS))
        // Main of the contract's tests is a program too.
        .and(DescribedPredicate.not(name(root + ".tck.Main")))
        .should(ACCESS_STANDARD_STREAMS)
        .orShould(THROW_GENERIC_EXCEPTIONS)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .because("an application decides where output goes and must be able to catch by type");
  }

  private ArchRule nullMarked() {
    return classes()
        .that()
        .resideOutsideOfPackage("..jmh_generated..")
        .should(Conditions.liveInPackageWith(NullMarked.class))
        .because("NullAway checks marked packages only");
  }

  private ArchRule closedTypes() {
    return classes()
        .that(areOutside(PROGRAMS))
        // The contract's tests are classes for others to extend.
        .and(areOutside("tck"))
        .and()
        .arePublic()
        .should(Conditions.beClosed())
        .because("what was not made to be extended cannot break when it changes");
  }

  private ArchRule examples() {
    return classes()
        .that(areIn("examples").or(resideInAnyPackage(OUTSIDER + "..")))
        .should(Conditions.dependOnlyOn(root, exported))
        .because("an example shows what a user can do, and users cannot reach the rest");
  }

  private ArchRule vectorsStayInside() {
    return classes()
        .that(areIn("cpu.kernel"))
        .should(Conditions.passNo("jdk.incubator.vector.Vector"))
        .andShould(Conditions.passNo("jdk.incubator.vector.VectorMask"))
        .because("a vector that crosses a call is an object whenever the call is not inlined");
  }

  private DescribedPredicate<JavaClass> areIn(String... packages) {
    return Predicates.resideBelow(root, packages);
  }

  private DescribedPredicate<JavaClass> areOutside(String... packages) {
    return Predicates.resideOutside(root, packages);
  }
}
