package dev.twofold.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.TestDriver;
import dev.twofold.cuda.emulator.Emulator;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Availability.Reason;
import dev.twofold.spi.Device;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a driver is said to be good for, by what it answers.
class DriverProbeTest {

  private Emulator emulator;

  @BeforeEach
  void load() {
    emulator = TestDriver.emulator();
    assertInstanceOf(Availability.Available.class, Driver.probe());
  }

  @AfterEach
  void reset() {
    emulator.reset();
  }

  private static Availability.Unavailable refused(Map<String, String> environment) {
    return assertInstanceOf(Availability.Unavailable.class, Driver.ask(environment));
  }

  private static void assertRefused(Reason reason, String message, String remedy) {
    Availability.Unavailable answer = refused(Map.of());
    assertEquals(reason, answer.reason());
    assertTrue(answer.message().contains(message), answer.message());
    assertTrue(answer.remedy().contains(remedy), answer.remedy());
  }

  @Test
  void ask_twoDevices_listsBothWithTheirMemory() {
    emulator.set("devices", 2);
    emulator.set("memory", 123456789);
    var available = assertInstanceOf(Availability.Available.class, Driver.ask(Map.of()));
    assertEquals(2, available.devices().size());
    Device second = available.devices().get(1);
    assertEquals(1, second.index());
    assertEquals(123456789, second.memoryBytes().orElseThrow());
    assertTrue(!second.name().isBlank());
  }

  @Test
  void ask_noDevice_isUnavailable() {
    emulator.set("init", 100);
    assertRefused(Reason.NO_DEVICE, "finds no GPU", "nvidia-smi");
  }

  @Test
  void ask_visibleDevicesEmpty_namesTheVariable() {
    emulator.set("visible", "");
    Availability.Unavailable answer = refused(Map.of("CUDA_VISIBLE_DEVICES", ""));
    assertEquals(Reason.NO_DEVICE, answer.reason());
    assertEquals("the NVIDIA driver shows no GPU: CUDA_VISIBLE_DEVICES is ''", answer.message());
    assertTrue(answer.remedy().startsWith("unset CUDA_VISIBLE_DEVICES"), answer.remedy());
  }

  @Test
  void ask_driverTooOldForThePtx_saysWhichIsNeeded() {
    emulator.set("driver", 10020);
    assertRefused(
        Reason.INCOMPATIBLE,
        "the NVIDIA driver is of CUDA 10.2, but the kernels need 11.0",
        "version 450 or newer");
  }

  @Test
  void ask_oldestDriver_isAvailable() {
    emulator.set("driver", 11000);
    assertInstanceOf(Availability.Available.class, Driver.ask(Map.of()));
  }

  @Test
  void ask_cardTooOld_namesIt() {
    emulator.set("capability", 70);
    assertRefused(Reason.INCOMPATIBLE, "(compute capability 7.0)", "Turing");
  }

  @Test
  void ask_driverNewerThanKernelModule_isIncompatible() {
    emulator.set("init", 803);
    assertRefused(Reason.INCOMPATIBLE, "cuInit failed: ", "restart");
  }

  @Test
  void ask_brokenDriver_tellsItsWords() {
    emulator.set("init", 999);
    assertRefused(Reason.FAILED, "cuInit failed: CUDA_ERROR_UNKNOWN", "nvidia-smi");
  }
}
