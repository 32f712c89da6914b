package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Spi;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

  /// A provider that works.
  public static final class Good implements BackendProvider {
    @Override
    public int spiVersion() {
      return Spi.VERSION;
    }

    @Override
    public String id() {
      return "good";
    }

    @Override
    public DeviceClass deviceClass() {
      return DeviceClass.CPU;
    }

    @Override
    public Availability probe() {
      return Availability.on(Device.host(0, "good"));
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
      throw new BackendException("not for use");
    }
  }

  /// A provider whose constructor fails.
  public static final class Failing implements BackendProvider {
    /// Fails.
    public Failing() {
      throw new IllegalStateException("cannot start");
    }

    @Override
    public int spiVersion() {
      return Spi.VERSION;
    }

    @Override
    public String id() {
      return "failing";
    }

    @Override
    public DeviceClass deviceClass() {
      return DeviceClass.CPU;
    }

    @Override
    public Availability probe() {
      return Availability.on(Device.host(0, "failing"));
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
      throw new BackendException("not for use");
    }
  }

  @TempDir Path folder;

  private List<BackendStatus> find(String... lines) throws IOException {
    Path services = folder.resolve("META-INF/services");
    Files.createDirectories(services);
    Files.write(services.resolve(BackendProvider.class.getName()), List.of(lines));
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      return Backends.discover(loader).statuses();
    }
  }

  @Test
  void discover_brokenProvidersBeforeAGoodOne_findsTheGoodOneAndSaysWhatIsWrong()
      throws IOException {
    List<BackendStatus> found =
        find("no.such.Provider", Failing.class.getName(), Good.class.getName());
    assertEquals(
        List.of("no.such.Provider", Failing.class.getName(), "good"),
        found.stream().map(BackendStatus::id).toList());
    assertEquals(
        List.of(false, false, true), found.stream().map(BackendStatus::isAvailable).toList());
    assertTrue(
        found.get(0).summary().contains("Provider no.such.Provider not found"),
        found.get(0).summary());
    assertTrue(found.get(1).summary().contains("cannot start"), found.get(1).summary());
    assertTrue(
        found
            .get(1)
            .summary()
            .endsWith("take its jar off the class path, or use a release of it that fits"));
  }

  @Test
  void discover_lineThatIsNoClassName_hidesNothingElse() throws IOException {
    List<BackendStatus> found = find("this is no class name", Good.class.getName());
    assertTrue(found.stream().anyMatch(status -> !status.isAvailable()), found.toString());
  }
}
