package dev.twofold.cuda.emulator;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.twofold.cuda.emulator.EmulatorBuild.MissingCompilerException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The emulated driver, loaded: what tests set and ask beside the driver's own functions.
///
/// It is one for the whole process. A test that changes settings or expects faults begins with
/// [#reset()].
public final class Emulator {

  private final Setter setter;
  private final Resetter resetter;
  private final Loser loser;
  private final Map<String, Report> reports;

  private Emulator() {
    setter =
        function(Setter.class, "emulatorSet", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    resetter = function(Resetter.class, "emulatorReset", FunctionDescriptor.ofVoid());
    loser =
        function(
            Loser.class,
            "emulatorLoseDevice",
            FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT));
    FunctionDescriptor report = FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG);
    reports =
        List.of("emulatorFaults", "emulatorLeaks", "emulatorTotals", "emulatorCounters").stream()
            .collect(Collectors.toMap(name -> name, name -> function(Report.class, name, report)));
  }

  /// `emulatorSet`.
  public interface Setter {
    /// Answers 0 if there is a setting of this name.
    int set(MemorySegment name, MemorySegment value);
  }

  /// `emulatorReset`.
  public interface Resetter {
    /// Forgets everything.
    void reset();
  }

  /// `emulatorLoseDevice`.
  public interface Loser {
    /// Loses a device.
    void lose(int device, int code, int launches);
  }

  /// A function that writes lines.
  public interface Report {
    /// Writes as much as there is room for, and answers how many bytes there are.
    long fill(MemorySegment buffer, long bytes);
  }

  /// Looked for once: asking the compiler who it is takes longer than many a test.
  private static final class Built {
    private static final Optional<Path> LIBRARY = library();

    private static Optional<Path> library() {
      try {
        return Optional.of(EmulatorBuild.library());
      } catch (MissingCompilerException e) {
        return Optional.empty();
      }
    }
  }

  /// Loaded once: a library is bound to the process.
  private static final class Loaded {
    private static final Emulator EMULATOR = new Emulator();
  }

  /// Builds the library if needed and puts it where JCuda finds it.
  ///
  /// @throws MissingCompilerException if it must be built and there is no g++
  @SuppressWarnings("restricted") // native access is what it is for
  public static Emulator load() throws MissingCompilerException {
    Optional<Path> library = Built.LIBRARY;
    if (library.isEmpty()) {
      throw new MissingCompilerException();
    }
    // JCuda's library asks for libcuda.so.1 and gets what is loaded under that name already.
    System.load(library.get().toString());
    return Loaded.EMULATOR;
  }

  /// A function of the library, as a type whose one method has the same parameters.
  @SuppressWarnings("restricted")
  private static <T> T function(Class<T> type, String name, FunctionDescriptor descriptor) {
    MemorySegment symbol = SymbolLookup.loaderLookup().findOrThrow(name);
    MethodHandle handle = Linker.nativeLinker().downcallHandle(symbol, descriptor);
    return MethodHandleProxies.asInterfaceInstance(type, handle);
  }

  /// Forgets memory, faults, counters and all settings, as if the process had just started.
  public void reset() {
    resetter.reset();
  }

  /// Changes a setting: `devices`, `memory` (bytes of each device), `capability` (75 for 7.5),
  /// `driver` (12040 for CUDA 12.4), `multiprocessors`, `workers`, `budget` (instructions of a block),
  /// `count` (1: requests, sectors and bank conflicts), `verbose`, `init` (what cuInit answers),
  /// `visible` (as CUDA_VISIBLE_DEVICES).
  public void set(String name, Object value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment first = arena.allocateFrom(name);
      MemorySegment second = arena.allocateFrom(String.valueOf(value));
      if (setter.set(first, second) != 0) {
        throw new IllegalArgumentException("the emulated driver has no setting '" + name + "'");
      }
    }
  }

  /// Loses a device: from the given launch on, or at once if that is 0, every call answers `code`.
  public void loseDevice(int device, int code, int launches) {
    loser.lose(device, code, launches);
  }

  /// The faults since the last reset, oldest first: the call that told of it, and what was wrong.
  public List<String> faults() {
    return lines("emulatorFaults");
  }

  /// What was created and not released, one line each.
  public List<String> leaks() {
    return lines("emulatorLeaks");
  }

  /// Totals by name: `liveBytes`, `liveAllocations`, `peakBytes`, `allocations`, `pinned`,
  /// `launches`, `instructions`, and the number of calls of each of the driver's functions.
  public Map<String, Long> totals() {
    return lines("emulatorTotals").stream()
        .map(line -> line.split(" ", -1))
        .collect(Collectors.toMap(parts -> parts[0], parts -> Long.parseLong(parts[1])));
  }

  /// What the launches since the last reset did, for each instruction of each kernel.
  public List<LineCounters> counters() {
    return lines("emulatorCounters").stream().map(LineCounters::parse).toList();
  }

  private List<String> lines(String name) {
    Report report = reports.get(name);
    if (report == null) {
      throw new IllegalArgumentException(name);
    }
    try (Arena arena = Arena.ofConfined()) {
      long bytes = report.fill(MemorySegment.NULL, 0);
      // Another thread may add a line between the two calls.
      MemorySegment buffer = arena.allocate(bytes + 4096);
      report.fill(buffer, buffer.byteSize());
      return buffer.getString(0).lines().toList();
    }
  }
}
