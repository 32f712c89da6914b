package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Spi;
import dev.twofold.tensor.Layout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SelectorTest {

  private static final BackendProvider CPU = LoopProvider.of("cpu", Layout.NCHW);
  private static final BackendProvider REFERENCE =
      LoopProvider.of("reference", Layout.NCHW).on(DeviceClass.REFERENCE);
  private static final BackendProvider NPU =
      LoopProvider.of("npu", Layout.NCHW).on(DeviceClass.ACCELERATOR);
  private static final BackendProvider BROKEN = new Broken("gpu", Spi.VERSION);

  /// A provider that has no device.
  private record Broken(String id, int spiVersion) implements BackendProvider {
    @Override
    public DeviceClass deviceClass() {
      return DeviceClass.ACCELERATOR;
    }

    @Override
    public Availability probe() {
      return new Availability.Unavailable(
          Availability.Reason.NO_DEVICE, "no GPU found", "plug one in");
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
      throw new BackendException("nothing to open");
    }
  }

  private static Selector selector(BackendProvider... providers) {
    return new Selector(Arrays.stream(providers).map(Discovery::probe).toList());
  }

  private static List<String> ids(List<Selector.Choice> choices) {
    return choices.stream().map(choice -> choice.selection().backend()).toList();
  }

  private static String refusal(Selector selector, String... names) {
    return assertThrows(BackendException.class, () -> selector.choose(List.of(names))).getMessage();
  }

  @AfterEach
  void clearProperty() {
    System.clearProperty(Selector.PROPERTY);
  }

  @Test
  void choose_nothingNamed_ordersByClassOfDeviceThenId() {
    Selector selector = selector(REFERENCE, LoopProvider.of("zpu", Layout.NCHW), CPU, NPU, BROKEN);
    assertEquals(List.of("npu", "cpu", "zpu", "reference"), ids(selector.choose(List.of())));
    assertEquals(
        "npu:0 (loops), the best class of device found",
        selector.choose(List.of()).getFirst().selection().toString());
  }

  @Test
  void choose_property_beatsTheAutomaticOrder() {
    System.setProperty(Selector.PROPERTY, "cpu:1, reference");
    List<Selector.Choice> choices = selector(REFERENCE, CPU, NPU).choose(List.of());
    assertEquals(List.of("cpu", "reference", "npu"), ids(choices));
    assertEquals(
        "cpu:1 (more loops), named by the system property twofold.backend=cpu:1, reference",
        choices.getFirst().selection().toString());
  }

  @Test
  void choose_namedByTheCaller_beatsTheProperty() {
    System.setProperty(Selector.PROPERTY, "cpu");
    assertEquals(
        "reference:0 (loops), named by the caller",
        selector(REFERENCE, CPU).choose(List.of("reference")).getFirst().selection().toString());
  }

  @Test
  void choose_namedIsMissing_suggestsAndLists() {
    assertEquals(
        "no backend 'cpi' on the class path; did you mean 'cpu'?; found: cpu (loops, more loops);"
            + " gpu unavailable: no GPU found; plug one in",
        refusal(selector(CPU, BROKEN), "cpi"));
    assertEquals("no backend 'cuda' on the class path; found: none", refusal(selector(), "cuda"));
  }

  @Test
  void choose_namedIsUnavailable_isNotReplaced() {
    assertEquals(
        "backend gpu unavailable: no GPU found; plug one in",
        refusal(selector(CPU, BROKEN), "gpu"));
  }

  @Test
  void choose_firstOfSeveralNamedIsUnavailable_takesTheNextNamed() {
    assertEquals(
        List.of("reference", "cpu"),
        ids(selector(CPU, BROKEN, REFERENCE).choose(List.of("gpu", "reference"))));
  }

  @Test
  void choose_noSuchDevice_listsThoseThereAre() {
    assertEquals(
        "backend 'cpu' has no device 7; name one that it has, as in 'cpu:0': [0 (loops), 1 (more"
            + " loops)]",
        refusal(selector(CPU), "cpu:7"));
  }

  @Test
  void choose_nothingUsable_listsWhatWasFoundAndWhy() {
    assertEquals(
        "no backend can run here; found: none; add twofold-backend-cpu, and see that the class"
            + " loader that looks for it (the thread's context class loader unless one is given)"
            + " sees it",
        refusal(selector()));
    assertEquals(
        "no backend can run here; found: gpu unavailable: no GPU found; plug one in;"
            + " add twofold-backend-cpu",
        refusal(selector(BROKEN)));
  }

  @Test
  void choose_sameIdTwice_namesBothOrigins() {
    String message = refusal(selector(CPU, LoopProvider.of("cpu", Layout.NHWC)));
    String origin = Discovery.probe(CPU).status().origin();
    assertEquals(
        "backend 'cpu' is provided twice, by %s and by %s; take one of them off the class path"
            .formatted(origin, origin),
        message);
  }

  @Test
  void probe_otherSpiVersion_saysWhichToRenew() {
    assertEquals(
        "new unavailable: compiled against version 2 of the backend interface, this is version 1;"
            + " use a newer Twofold",
        Discovery.probe(new Broken("new", 2)).status().summary());
    assertEquals(
        "old unavailable: compiled against version 0 of the backend interface, this is version 1;"
            + " use a newer release of the backend",
        Discovery.probe(new Broken("old", 0)).status().summary());
  }
}
