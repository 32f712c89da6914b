package dev.twofold.tck;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// What can be seen of this process from inside.
final class Machine {

  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path FILES = Path.of("/proc/self/fd");
  private static final int SETTLE = 20;

  private Machine() {}

  /// The native libraries in the process; 0 where the system does not tell.
  static int loadedLibraries() {
    try (Stream<String> lines = Files.lines(MAPS)) {
      return (int)
          lines
              .map(line -> line.replaceFirst("^.* ", ""))
              .filter(l -> l.contains(".so"))
              .distinct()
              .count();
    } catch (IOException e) {
      return 0;
    }
  }

  /// The open files of the process; 0 where the system does not tell.
  static int openFiles() {
    try (Stream<Path> files = Files.list(FILES)) {
      return (int) files.count();
    } catch (IOException e) {
      return 0;
    }
  }

  static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /// Bytes of direct buffers.
  static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /// Resident bytes of the process; 0 where the system does not tell.
  static long residentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /// Bytes that the heap has taken of the process.
  static long committedBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }

  /// Bytes that live objects hold, after collections with pauses for cleaners.
  static long liveBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      LockSupport.parkNanos(20_000_000L);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  /// Waits, not for ever, until no more threads live than before.
  static int threadsSettled(int before) {
    for (int i = 0; i < SETTLE && threads() > before; i++) {
      LockSupport.parkNanos(50_000_000L);
    }
    return threads();
  }
}
