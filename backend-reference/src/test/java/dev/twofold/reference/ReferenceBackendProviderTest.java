package dev.twofold.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ReferenceBackendProviderTest {

  private final ReferenceBackendProvider provider = new ReferenceBackendProvider();

  @Test
  void provider_onTheClassPath_isFound() {
    assertTrue(
        ServiceLoader.load(BackendProvider.class).stream()
            .anyMatch(found -> found.type() == ReferenceBackendProvider.class));
  }

  @Test
  void descriptorAndServicesFile_nameTheSameProviders() throws IOException, URISyntaxException {
    String service = BackendProvider.class.getName();
    Class<?> provider = ReferenceBackendProvider.class;
    Path classes = Path.of(provider.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleReference module = ModuleFinder.of(classes).find("dev.twofold.reference").orElseThrow();
    List<String> declared =
        module.descriptor().provides().stream()
            .filter(provides -> provides.service().equals(service))
            .flatMap(provides -> provides.providers().stream())
            .toList();
    List<String> listed = Files.readAllLines(classes.resolve("META-INF/services/" + service));
    assertEquals(List.of(provider.getName()), declared);
    assertEquals(declared, listed);
  }

  @Test
  void facts_areThoseOfTheLastResort() {
    assertEquals(Spi.VERSION, provider.spiVersion());
    assertEquals("reference", provider.id());
    assertEquals(DeviceClass.REFERENCE, provider.deviceClass());
  }

  @Test
  void probe_anywhere_namesOneDeviceOfTheHost() {
    Availability.Available available =
        assertInstanceOf(Availability.Available.class, provider.probe());
    assertEquals(1, available.devices().size());
    Device device = available.devices().getFirst();
    assertEquals(0, device.index());
    assertTrue(device.memoryBytes().isEmpty());
  }

  @Test
  void open_itsDevice_givesADeterministicBackend() {
    try (Backend backend =
        provider.open(ReferenceBackendProvider.DEVICE, BackendOptions.DEFAULTS.withThreads(4))) {
      assertEquals("reference", backend.info().id());
      assertEquals(ReferenceBackendProvider.DEVICE, backend.info().device());
      assertTrue(backend.info().deterministic());
      assertTrue(backend.graphCompiler().isEmpty());
    }
  }

  @Test
  void open_anotherDevice_isRefused() {
    Device other = Device.host(1, "another");
    BackendException refusal =
        assertThrows(BackendException.class, () -> provider.open(other, BackendOptions.DEFAULTS));
    assertEquals(
        "backend 'reference': given device 1, but there is only device 0; use 'reference'",
        refusal.getMessage());
  }
}
