package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Availability.Reason;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Spi;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Discovery with jars as other people build and break them: each case leaves the good backend
/// beside it usable and says what is wrong with the bad one.
class DiscoveryUnderFireTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  private Jars jars;

  @BeforeEach
  void setUp() {
    jars = new Jars(folder);
  }

  private static URL[] urls(Path... jars) {
    return Arrays.stream(jars)
        .map(jar -> {
          try {
            return jar.toUri().toURL();
          } catch (MalformedURLException e) {
            throw new AssertionError(e);
          }
        })
        .toArray(URL[]::new);
  }

  private static List<Candidate> find(Duration limit, Path... jars) throws IOException {
    ClassLoader parent = DiscoveryUnderFireTest.class.getClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls(jars), parent)) {
      return Discovery.load(loader, limit);
    }
  }

  private Path good() throws IOException {
    return jars.provider("Good", Jars.source("Good", "good"));
  }

  /// Finds a bad provider in front of a good one and expects the good one to be usable.
  private Availability.Unavailable unavailable(Path bad) throws IOException {
    return unavailable(LIMIT, bad);
  }

  private Availability.Unavailable unavailable(Duration limit, Path bad) throws IOException {
    List<Candidate> found = find(limit, bad, good());
    assertEquals(2, found.size(), found.toString());
    assertEquals("good", found.get(1).status().id());
    assertTrue(found.get(1).status().isAvailable(), found.get(1).status().summary());
    assertEquals(
        "good", new Selector(found).choose(List.of()).getFirst().candidate().status().id());
    return assertInstanceOf(
        Availability.Unavailable.class, found.getFirst().status().availability());
  }

  private static String refusal(List<Candidate> found, String... names) {
    return assertThrows(BackendException.class, () -> new Selector(found).choose(List.of(names)))
        .getMessage();
  }

  @Test
  void noneFound_hintsAtJarsAndClassLoader() throws IOException {
    assertEquals(
        "no backend can run here; found: none; add twofold-backend-cpu, and see that the class"
            + " loader that looks for it (the thread's context class loader unless one is given)"
            + " sees it",
        refusal(find(LIMIT)));
  }

  @Test
  void twoAccelerators_ofOthers_errorNamesBoth() throws IOException {
    Path one = jars.provider("One", accelerator("One", "acme-npu"));
    Path two = jars.provider("Two", accelerator("Two", "other-npu"));
    assertEquals(
        "backends 'acme-npu' and 'other-npu' are both accelerators; name one, as in"
            + " -Dtwofold.backend=acme-npu",
        refusal(find(LIMIT, one, two)));
  }

  private static String accelerator(String name, String id) {
    return Jars.source(name, id).replace("DeviceClass.CPU", "DeviceClass.ACCELERATOR");
  }

  @Test
  void duplicateId_twoJars_errorNamesBoth() throws IOException {
    Path one = jars.provider("One", Jars.source("One", "acme"));
    Path two = jars.provider("Two", Jars.source("Two", "acme"));
    assertEquals(
        "backend 'acme' is provided twice, by %s and by %s; take one of them off the class path"
            .formatted(one.toUri().toURL(), two.toUri().toURL()),
        refusal(find(LIMIT, one, two)));
  }

  @Test
  void newerClassFile_saysNewerJava() throws IOException {
    Path classes =
        jars.compile(
            "Newer",
            Map.of("acme/Newer", Jars.source("Newer", "newer")),
            List.of("-cp", Jars.classPath(), "-proc:none"));
    Path file = classes.resolve("acme/Newer.class");
    byte[] bytes = Files.readAllBytes(file);
    bytes[7]++;
    Files.write(file, bytes);
    Path jar = jars.jar("newer", classes, List.of("acme.Newer"));
    Availability.Unavailable why = unavailable(jar);
    assertEquals(Reason.INCOMPATIBLE, why.reason());
    assertTrue(why.message().startsWith("compiled for a newer Java: acme/Newer"), why.message());
    assertEquals("use a newer Java, or a release of the backend for this one", why.remedy());
    assertEquals("acme.Newer", find(LIMIT, jar).getFirst().status().id());
  }

  @Test
  void constructorThrows_saysWhat() throws IOException {
    String source =
        Jars.source("Bad", "bad")
            .replace("/*constructor*/", "throw new IllegalStateException(\"no licence\");");
    Path jar = jars.provider("Bad", source);
    Availability.Unavailable why = unavailable(jar);
    assertEquals(Reason.FAILED, why.reason());
    assertEquals("java.lang.IllegalStateException: no licence", why.message());
    assertEquals("take its jar off the class path, or use a release of it that fits", why.remedy());
    assertEquals(jar.toUri().toURL().toString(), find(LIMIT, jar).getFirst().status().origin());
  }

  @Test
  void probeThrows_saysWhatAndKeepsTheId() throws IOException {
    String source =
        Jars.source("Bad", "bad")
            .replace("/*probe*/", "if (true) throw new IllegalStateException(\"driver\");");
    Path jar = jars.provider("Bad", source);
    assertEquals("java.lang.IllegalStateException: driver", unavailable(jar).message());
    assertEquals("bad", find(LIMIT, jar).getFirst().status().id());
  }

  @Test
  void probeHangs_isGivenUpAfterTheLimit() throws IOException {
    String source =
        Jars.source("Slow", "slow")
            .replace("/*probe*/", "while (true) java.util.concurrent.locks.LockSupport.park();");
    source = source.replace("return Availability.on(Device.host(0, \"loops\"));", "");
    // Generous for the good one behind it, which is found by the same limit.
    Availability.Unavailable why =
        unavailable(Duration.ofSeconds(3), jars.provider("Slow", source));
    assertEquals("its constructor or probe did not end within 3000 ms", why.message());
    assertEquals("take its jar off the class path, or see what its driver waits for", why.remedy());
  }

  @Test
  void constructorHangs_isGivenUpAfterTheLimit() throws IOException {
    String source =
        Jars.source("Slow", "slow")
            .replace("/*constructor*/", "hang();")
            .replace(
                "public int spiVersion",
                "static void hang() { while (true)"
                    + " java.util.concurrent.locks.LockSupport.park(); }\n  public int spiVersion");
    Availability.Unavailable why =
        unavailable(Duration.ofSeconds(3), jars.provider("Slow", source));
    assertEquals("its constructor or probe did not end within 3000 ms", why.message());
  }

  @Test
  void missingNative_saysMissingDriver() throws IOException {
    String source =
        Jars.source("Native", "native").replace("/*probe*/", "System.loadLibrary(\"acmedriver\");");
    Availability.Unavailable why = unavailable(jars.provider("Native", source));
    assertEquals(Reason.MISSING_DRIVER, why.reason());
    assertTrue(
        why.message().startsWith("a native library is missing: no acmedriver in"), why.message());
    assertEquals("install the driver or library it names", why.remedy());
  }

  @Test
  void missingClass_saysMissingDependency() throws IOException {
    String source =
        Jars.source("Needy", "needy").replace("/*probe*/", "Helper.help();")
            + "final class Helper { static void help() {} }";
    Path classes =
        jars.compile(
            "Needy", Map.of("acme/Needy", source), List.of("-cp", Jars.classPath(), "-proc:none"));
    Files.delete(classes.resolve("acme/Helper.class"));
    Availability.Unavailable why = unavailable(jars.jar("needy", classes, List.of("acme.Needy")));
    assertEquals(Reason.MISSING_MODULE, why.reason());
    assertEquals("a class is missing: acme/Helper", why.message());
  }

  @Test
  void spiVersion_tooOldOrTooNew_saysWhichToRenew() throws IOException {
    String old = Jars.source("Old", "old").replace("Spi.VERSION", "Spi.VERSION - 1");
    Availability.Unavailable why = unavailable(jars.provider("Old", old));
    assertEquals(Reason.INCOMPATIBLE, why.reason());
    assertEquals("use a newer release of the backend", why.remedy());
    String young = Jars.source("Young", "young").replace("Spi.VERSION", "Spi.VERSION + 1");
    why = unavailable(jars.provider("Young", young));
    assertEquals(
        "compiled against version %d of the backend interface, this is version %d"
            .formatted(Spi.VERSION + 1, Spi.VERSION),
        why.message());
    assertEquals("use a newer Twofold", why.remedy());
  }

  @Test
  void nullAnswers_areRefused() throws IOException {
    String source = Jars.source("Empty", "empty").replace("\"empty\"", "null");
    assertEquals(
        "java.lang.NullPointerException: id() is null",
        unavailable(jars.provider("Empty", source)).message());
  }

  @Test
  void fatJar_thatLostTheServicesFile_isHintedAt() throws IOException {
    String source =
        Jars.source("CpuBackendProvider", "cpu").replace("package acme", "package dev.twofold.cpu");
    Path classes =
        jars.compile(
            "fat",
            Map.of("dev/twofold/cpu/CpuBackendProvider", source),
            List.of("-cp", Jars.classPath(), "-proc:none"));
    Path jar = jars.jar("fat", classes, List.of());
    String hint =
        "cpu unavailable: its classes are there, but no"
            + " META-INF/services/dev.twofold.spi.BackendProvider names them; a fat jar must merge"
            + " these files (maven-shade-plugin: ServicesResourceTransformer)";
    assertEquals("backend " + hint, refusal(find(LIMIT, jar), "cpu"));
    assertTrue(refusal(find(LIMIT, jar)).contains(hint));
    Path whole = jars.jar("whole", classes, List.of("dev.twofold.cpu.CpuBackendProvider"));
    assertEquals(1, find(LIMIT, whole).size());
  }

  @Test
  void pluginLoader_givenExplicitly_findsWhatTheApplicationDoesNot() throws IOException {
    Path jar = good();
    assertTrue(
        Backends.discover(getClass().getClassLoader()).statuses().stream()
            .noneMatch(status -> status.id().equals("good")));
    try (URLClassLoader plugin = new URLClassLoader(urls(jar), getClass().getClassLoader())) {
      assertEquals("good", Backends.discover(plugin).statuses().getFirst().id());
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(plugin);
      try {
        assertEquals("good", Backends.discover().statuses().getFirst().id());
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }

  /// Looks into its own jars before it asks its parent.
  private static final class ChildFirst extends URLClassLoader {
    ChildFirst(URL[] urls, ClassLoader parent) {
      super(urls, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && !name.startsWith("java.")) {
          try {
            return findClass(name);
          } catch (ClassNotFoundException e) {
            // The parent knows.
          }
        }
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
    }
  }

  @Test
  void childFirstLoader_withoutItsOwnApi_works() throws IOException {
    try (ChildFirst loader = new ChildFirst(urls(good()), getClass().getClassLoader())) {
      Candidate found = Discovery.load(loader, LIMIT).getFirst();
      assertTrue(found.status().isAvailable(), found.status().summary());
      assertNotSame(getClass().getClassLoader(), found.provider().getClass().getClassLoader());
    }
  }

  @Test
  void childFirstLoader_withItsOwnApi_saysToLeaveItOut() throws Exception {
    Path api = jars.jar("api-copy", Jars.api(), List.of());
    try (ChildFirst loader = new ChildFirst(urls(good(), api), getClass().getClassLoader())) {
      BackendStatus status = Discovery.load(loader, LIMIT).getFirst().status();
      assertEquals(
          "acme.Good unavailable: it implements another copy of the backend interface:"
              + " dev.twofold.spi.BackendProvider: acme.Good not a subtype; leave"
              + " twofold-api out of the plug-in, so that its class loader takes the application's",
          status.summary());
    }
  }

  @Test
  void modulePath_providedModule_isFound() throws Exception {
    List<Path> path = new ArrayList<>(List.of(Jars.api()));
    for (String entry : Jars.classPath().split(File.pathSeparator)) {
      if (entry.matches(".*(slf4j-api|jspecify).*")) {
        path.add(Path.of(entry));
      }
    }
    String modules = joined(path);
    Path backend =
        jars.jar(
            "acme",
            jars.compile(
                "modular",
                Map.of(
                    "module-info",
                    "module acme { requires dev.twofold.api;"
                        + " provides dev.twofold.spi.BackendProvider with acme.Modular; }",
                    "acme/Modular",
                    Jars.source("Modular", "modular")),
                List.of("-p", modules, "-proc:none")),
            List.of());
    Path application =
        jars.jar(
            "app",
            jars.compile(
                "app",
                Map.of(
                    "module-info",
                    "module app { requires dev.twofold.api; }",
                    "app/App",
                    "package app; public class App { public static void main(String[] a) {"
                        + " dev.twofold.runtime.Backends.discover().statuses()"
                        + ".forEach(s -> System.out.println(s.summary())); } }"),
                List.of("-p", modules, "-proc:none")),
            List.of());
    path.addAll(List.of(backend, application));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-p",
                joined(path),
                "-m",
                "app/app.App")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), said);
    assertTrue(said.contains("modular (loops)"), said);
  }

  private static String joined(List<Path> path) {
    return String.join(File.pathSeparator, path.stream().map(Path::toString).toList());
  }

  @Test
  void named_missingOrUnavailable_suggestsOrSaysWhy() throws IOException {
    List<Candidate> found = find(LIMIT, good());
    assertEquals(
        "no backend 'goof' on the class path; did you mean 'good'?; found: good (loops)",
        refusal(found, "goof"));
    String broken =
        Jars.source("Gone", "gone")
            .replace(
                "/*probe*/",
                "if (true) return new Availability.Unavailable(Availability.Reason.NO_DEVICE,"
                    + " \"no device\", \"plug one in\");");
    List<Candidate> both = find(LIMIT, jars.provider("Gone", broken), good());
    assertEquals("backend gone unavailable: no device; plug one in", refusal(both, "gone"));
  }

  @Test
  void manyBrokenOnes_hideNothing() throws IOException {
    Path good = good();
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path lines = jars.jar("lines", empty, List.of("no.such.Provider", "two words"));
    List<Candidate> found = find(LIMIT, lines, good);
    assertTrue(
        found.stream().anyMatch(c -> c.status().id().equals("good") && c.status().isAvailable()),
        found.toString());
    assertTrue(found.stream().anyMatch(c -> !c.status().isAvailable()), found.toString());
  }

  @Test
  void provider_ofAnAvailableBackend_isGiven() throws IOException {
    try (URLClassLoader loader = new URLClassLoader(urls(good()), getClass().getClassLoader())) {
      BackendProvider provider = Backends.discover(loader).provider("good");
      assertEquals("good", provider.id());
      assertThrows(BackendException.class, () -> Backends.discover(loader).provider("bad"));
    }
  }
}
