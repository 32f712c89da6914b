package dev.twofold.cuda.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Builds the emulated driver with g++: once for every state of its sources.
public final class EmulatorBuild {

  /*
   * The library lies in a folder that is named by a hash of everything it is made from, so an old one is
   * never taken for a new one. It is compiled for the processor at hand: the loops over the lanes of a
   * warp become its widest vector instructions. `-ffp-contract=off` keeps a multiplication and an
   * addition two roundings, as PTX says. What reads PTX and what answers calls takes half of the time to
   * compile and none to run, so only what executes instructions is optimised fully.
   */
  private static final List<String> COMMON =
      List.of(
          "-std=c++17",
          "-fPIC",
          "-fvisibility=hidden",
          "-fno-strict-aliasing",
          "-ffp-contract=off",
          "-march=native",
          "-Wall",
          "-Wextra",
          "-Werror",
          "-I.");
  private static final List<String> FAST =
      List.of("-O2", "-ftree-vectorize", "-fvect-cost-model=dynamic");
  private static final List<String> PLAIN = List.of("-O1");

  private static final String LIBRARY = "libcuda.so.1";

  private final Path sources;
  private final Path target;

  private EmulatorBuild(Path sources, Path target) {
    this.sources = sources;
    this.target = target;
  }

  /// Thrown where there is no g++.
  public static final class MissingCompilerException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingCompilerException() {
      super("the emulated CUDA driver is built with g++, which is missing; cure: install g++");
    }
  }

  /// The library, built if it is not there yet.
  ///
  /// @throws IllegalStateException if it cannot be compiled
  static Path library() throws MissingCompilerException {
    Path module = Path.of(System.getProperty("twofold.root", ".."), "backend-cuda");
    Path sources = module.resolve("src/test/cpp").toAbsolutePath();
    try {
      return new EmulatorBuild(sources, module.resolve("target/emulator").toAbsolutePath()).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path build() throws IOException, MissingCompilerException {
    List<Path> files = files(".cpp");
    Path folder = target.resolve(fingerprint());
    Path library = folder.resolve(LIBRARY);
    Files.createDirectories(folder);
    // Two test runs at once: the second waits, and finds it built.
    try (FileChannel lock = lockFile(folder)) {
      lock.lock();
      if (!Files.exists(library)) {
        Path fresh = link(compileAll(files, folder), folder.resolve("fresh.so"));
        Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
      }
      name(library);
    }
    return library;
  }

  /// Gives the library a name that stays, for JVMs that tests start.
  private void name(Path library) throws IOException {
    Path link = target.resolve(LIBRARY);
    Path to = target.relativize(library);
    if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(to)) {
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, to);
    }
  }

  private static FileChannel lockFile(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> all = Files.walk(sources)) {
      return all.filter(file -> file.toString().endsWith(ending))
          .map(sources::relativize)
          .sorted()
          .toList();
    }
  }

  private String fingerprint() throws IOException, MissingCompilerException {
    Fingerprint fingerprint = new Fingerprint().add(COMMON).add(FAST).add(PLAIN);
    fingerprint.add(List.of(run(List.of("g++", "-march=native", "-Q", "--help=target"))));
    fingerprint.add(List.of(run(List.of("g++", "--version"))));
    for (String ending : List.of(".h", ".cpp")) {
      for (Path file : files(ending)) {
        fingerprint.add(List.of(file.toString(), Files.readString(sources.resolve(file))));
      }
    }
    return fingerprint.value();
  }

  private List<String> compileAll(List<Path> files, Path folder)
      throws IOException, MissingCompilerException {
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try (pool) {
      List<Future<String>> objects =
          files.stream().map(file -> pool.submit(() -> compile(file, folder))).toList();
      List<String> names = new ArrayList<>();
      for (Future<String> object : objects) {
        names.add(result(object));
      }
      return names;
    }
  }

  private static String result(Future<String> object) {
    try {
      return object.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String compile(Path file, Path folder) throws IOException, MissingCompilerException {
    Path object = folder.resolve(file.toString().replace('/', '_') + ".o");
    boolean executes = file.startsWith("exec") || file.startsWith("isa");
    List<String> command = new ArrayList<>(List.of("g++"));
    command.addAll(COMMON);
    command.addAll(executes ? FAST : PLAIN);
    command.addAll(List.of("-c", file.toString(), "-o", object.toString()));
    run(command);
    return object.toString();
  }

  private Path link(List<String> objects, Path to) throws IOException, MissingCompilerException {
    List<String> command = new ArrayList<>(List.of("g++", "-shared", "-Wl,-z,defs"));
    // The name by which JCuda's library asks for the driver's.
    command.add("-Wl,-soname," + LIBRARY);
    command.addAll(objects);
    command.addAll(List.of("-lpthread", "-o", to.toString()));
    run(command);
    return to;
  }

  private String run(List<String> command) throws IOException, MissingCompilerException {
    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes(), Fingerprint.TEXT);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return output;
  }

  private Process start(List<String> command) throws MissingCompilerException {
    try {
      return new ProcessBuilder(command)
          .directory(sources.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException _) {
      throw new MissingCompilerException();
    }
  }
}
