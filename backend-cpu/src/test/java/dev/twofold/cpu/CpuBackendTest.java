package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Spi;
import dev.twofold.spi.Support;
import dev.twofold.spi.TensorView;
import dev.twofold.tck.Allocations;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuBackendTest {

  @Test
  void provider_contract_isKept() {
    BackendProvider provider = new CpuBackendProvider();
    assertEquals("cpu", provider.id());
    assertEquals(DeviceClass.CPU, provider.deviceClass());
    assertEquals(Spi.VERSION, provider.spiVersion());
  }

  @Test
  void open_otherDevice_saysWhichThereIs() {
    BackendException thrown =
        assertThrows(
            BackendException.class,
            () -> new CpuBackendProvider().open(Device.host(3, "none"), BackendOptions.DEFAULTS));
    assertEquals(
        "backend 'cpu': given device 3, but there is only device 0; use 'cpu'",
        thrown.getMessage());
  }

  @Test
  void open_wrongOption_saysWhatIsExpected() {
    BackendOptions options = BackendOptions.DEFAULTS.withProperties(Map.of("cpu.vectors", "yes"));
    BackendException thrown = assertThrows(BackendException.class, () -> CpuBackend.open(options));
    assertEquals("backend 'cpu': given cpu.vectors=yes, expected auto or off", thrown.getMessage());
    BackendOptions never = BackendOptions.DEFAULTS.withProperties(Map.of("cpu.warmup", "never"));
    thrown = assertThrows(BackendException.class, () -> CpuBackend.open(never));
    assertEquals(
        "backend 'cpu': given cpu.warmup=never, expected background or wait", thrown.getMessage());
  }

  @Test
  void info_options_areDescribed() {
    try (CpuBackend one = Harness.open(1, "off");
        CpuBackend three = Harness.open(3, "auto")) {
      assertEquals("scalar loops, 1 thread", one.info().description());
      assertTrue(three.info().description().matches("Vector API, \\d+-bit, 3 threads"));
      assertTrue(three.info().deterministic());
    }
  }

  @Test
  void supports_layersWithoutComputation_no() {
    try (CpuBackend backend = Harness.open(1, "auto")) {
      LayerCall call =
          LayerCall.of(
              "flatten", new Flatten(1), List.of(TensorType.float32(Shape.nchw(1, 2, 3, 4))));
      assertEquals(
          new Support.No("there is no kernel for layer 'Flatten'"), backend.supports(call));
      BackendException thrown =
          assertThrows(BackendException.class, () -> backend.prepare(call, Weights.of(Map.of())));
      assertEquals("node 'flatten': there is no kernel for layer 'Flatten'", thrown.getMessage());
    }
  }

  @Test
  void compilesVectors_virtualMachines_onlyHotSpotWithC2() {
    assertTrue(Vectors.compilesVectors("OpenJDK 64-Bit Server VM", "mixed mode, sharing"));
    assertFalse(Vectors.compilesVectors("OpenJDK 64-Bit Server VM", "interpreted mode"));
    assertFalse(Vectors.compilesVectors("OpenJDK 64-Bit Server VM", "mixed mode, emulated-client"));
    assertFalse(Vectors.compilesVectors("OpenJDK 64-Bit Client VM", "mixed mode"));
    assertFalse(Vectors.compilesVectors("Eclipse OpenJ9 VM", "JIT enabled"));
  }

  @Test
  void multipliesAndAdds_processors_asStated() {
    assertTrue(Vectors.multipliesAndAdds("amd64", 512));
    assertTrue(Vectors.multipliesAndAdds("amd64", 256));
    assertFalse(Vectors.multipliesAndAdds("amd64", 128));
    assertTrue(Vectors.multipliesAndAdds("aarch64", 128));
    assertFalse(Vectors.multipliesAndAdds("riscv64", 128));
  }

  private static TensorView view(TensorType type, Layout layout) {
    return TensorView.of(type, layout, new float[(int) type.shape().elements()], 0);
  }

  private static void assertAllocatesNothing(CpuBackend backend, LayerCall call, Weights weights) {
    Support.Yes yes = assertInstanceOf(Support.Yes.class, backend.supports(call));
    try (Kernel kernel = backend.prepare(call, weights)) {
      Arguments arguments =
          new Arguments(
              call.inputs().stream().map(type -> view(type, yes.inputs())).toList(),
              call.outputs().stream().map(type -> view(type, yes.outputs())).toList(),
              new float[kernel.workspaceElements()],
              0);
      long bytes = Allocations.least(Duration.ofMinutes(2), 10, () -> kernel.run(arguments));
      assertEquals(0, bytes, call + " allocates");
    }
  }

  @Test
  void run_steadyState_allocatesNothing() {
    TensorType image = TensorType.float32(Shape.nchw(1, 64, 28, 28));
    try (CpuBackend backend = Harness.open(2, "auto")) {
      for (LayerCall call :
          List.of(
              LayerCall.of(
                  "depthwise", new DepthwiseConv2d(64, 1, Window.same(3), false), List.of(image)),
              LayerCall.of("pointwise", new PointwiseConv2d(64, 64, false), List.of(image)))) {
        Shape shape = call.layer().parameters().getFirst().shape();
        Weights weights = Weights.of(Map.of("weight", Tensor.zeros(shape)));
        assertAllocatesNothing(backend, call, weights);
        assertAllocatesNothing(
            backend,
            call.then(new Epilogue.AddResidual())
                .then(new Epilogue.Activate(Activation.HARD_SWISH)),
            weights);
      }
    }
  }
}
