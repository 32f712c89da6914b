package dev.twofold.cuda.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.Launch;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.graph.Activation;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Linear;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LayerStepsTest {

  private static final Set<String> FAMILIES =
      Set.of("lines", "matmul", "move", "points", "pool", "resize");

  private final LayerSteps steps = new LayerSteps(WalkTest.traits(132));

  static Weights weights(LayerCall call) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : call.layer().parameters()) {
      tensors.put(spec.name(), Tensor.zeros(spec.shape()));
    }
    return Weights.of(tensors);
  }

  private static Properties manifest() throws IOException {
    Properties manifest = new Properties();
    try (InputStream in =
        LayerSteps.class.getResourceAsStream("/dev/twofold/cuda/kernels/kernels.properties")) {
      manifest.load(in);
    }
    return manifest;
  }

  /// The parameters as the manifest writes them; numbers of 4 bytes in a row may be one structure.
  private static String flat(String parameters) {
    StringBuilder flat = new StringBuilder();
    for (String parameter : parameters.split(" ")) {
      int bytes =
          parameter.startsWith("b8[")
              ? Integer.parseInt(parameter.substring(3, parameter.indexOf(']')))
              : 0;
      flat.append(
          switch (parameter) {
            case "u64" -> "L";
            case "u32", "f32" -> "I";
            default -> "I".repeat(bytes / Integer.BYTES);
          });
    }
    return flat.toString();
  }

  private static String flat(List<Operand> operands) {
    StringBuilder flat = new StringBuilder();
    for (Operand operand : operands) {
      flat.append(
          switch (operand) {
            case Operand.Int32 _, Operand.Float32 _ -> "I";
            default -> "L";
          });
    }
    return flat.toString();
  }

  @Test
  void step_everyCall_launchesKernelsWithTheirParameters() throws IOException {
    Properties manifest = manifest();
    for (LayerCall call : Calls.all()) {
      assertInstanceOf(Support.Yes.class, steps.supports(call), call::toString);
      for (Launch launch : steps.step(call, weights(call)).launches()) {
        String entry = "entry." + launch.kernel();
        assertEquals(
            flat(manifest.getProperty(entry + ".parameters", "no such kernel")),
            flat(launch.operands()),
            () -> launch.kernel() + " for " + call);
        assertEquals(
            Integer.parseInt(manifest.getProperty(entry + ".threads")), launch.block().threads());
      }
    }
  }

  @Test
  void step_allCalls_reachEveryKernelOfTheFamilies() throws IOException {
    Set<String> reached = new TreeSet<>();
    for (LayerCall call : Calls.all()) {
      steps.step(call, weights(call)).launches().forEach(launch -> reached.add(launch.kernel()));
    }
    Set<String> known = new TreeSet<>();
    manifest()
        .forEach((key, value) -> {
          String name = key.toString();
          if (name.endsWith(".module") && FAMILIES.contains(value.toString())) {
            known.add(name.substring("entry.".length(), name.length() - ".module".length()));
          }
        });
    assertEquals(known, reached);
  }

  @Test
  void step_exponentialEpilogue_runsBehindInPlace() {
    LayerCall call =
        LayerCall.of(
                "pool",
                Pool2d.max(Window.of(2)),
                List.of(TensorType.float32(Shape.nchw(1, 8, 5, 5))))
            .then(new Epilogue.AddResidual())
            .then(new Epilogue.Activate(Activation.TANH));
    List<Launch> launches = steps.step(call, weights(call)).launches();
    assertEquals(List.of("max_pool_nhwc_f32_x4", "activate_f32_x4"), names(launches));
    assertEquals(new Operand.Null(), launches.get(0).operands().get(1));
    assertEquals(
        List.of(new Operand.Output(0), new Operand.Input(1), new Operand.Output(0)),
        launches.get(1).operands().subList(0, 3));
  }

  private static List<String> names(List<Launch> launches) {
    return launches.stream().map(Launch::kernel).toList();
  }

  @Test
  void supports_pool_namesOperationOrderWindowAndStride() {
    LayerCall call =
        LayerCall.of(
            "pool",
            Pool2d.maxWithIndices(Window.of(3, 2).withStride(2)),
            List.of(TensorType.float32(Shape.nchw(1, 8, 5, 5))));
    assertEquals(
        Support.yes("max_pool_indices_nhwc_f32_3x2_s2", Layout.NHWC), steps.supports(call));
  }

  @Test
  void supports_tensorBeyond32Bits_saysSo() {
    TensorType huge = TensorType.float32(Shape.of(1 << 16, 1 << 16));
    assertEquals(
        Support.no("[65536, 65536] has more than 2^31 - 1 elements"),
        steps.supports(LayerCall.of("copy", Identity.DROPOUT, List.of(huge))));
  }

  @Test
  void supports_epilogueBehindIntegers_saysSo() {
    LayerCall call =
        LayerCall.of("cast", new Cast(DataType.INT32), List.of(TensorType.float32(Shape.of(3))))
            .then(new Epilogue.Activate(Activation.RELU));
    assertEquals(
        Support.no("an epilogue works on floats, but the output is [3] INT32"),
        steps.supports(call));
  }

  @Test
  void step_layerWithWeights_isRefusedByName() {
    LayerCall call =
        LayerCall.of("fc", new Linear(3, 4, false), List.of(TensorType.float32(Shape.of(1, 3))));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> steps.step(call, weights(call)));
    assertEquals("node 'fc': there is no kernel for layer 'Linear'", e.getMessage());
  }

  @Test
  void copy_imageToRowMajor_isAnExchangeOfAnyType() {
    for (DataType type : DataType.values()) {
      TensorType image = new TensorType(Shape.nchw(2, 40, 7, 5), type);
      DeviceStep step = steps.copy(image, Layout.NHWC, Layout.NCHW);
      assertEquals("copy_nhwc_nchw_f32", step.kernel());
      assertEquals(List.of("exchange_f32_32x32"), names(step.launches()));
      assertEquals(2 * 2 * 2, step.launches().getFirst().grid().x());
    }
  }

  @Test
  void copy_oneChannel_isACopy() {
    TensorType image = TensorType.float32(Shape.nchw(2, 1, 7, 5));
    DeviceStep step = steps.copy(image, Layout.NCHW, Layout.NHWC);
    assertEquals(List.of("copy_f32"), names(step.launches()));
  }

  @Test
  void step_reshapeBetweenImages_goesThroughScratchOnlyIfPlanesChange() {
    Shape image = Shape.nchw(2, 8, 6, 5);
    List<String> kernels = new ArrayList<>();
    for (Integer[] dims : new Integer[][] {{2, 8, 5, 6}, {2, 4, 12, 5}, {2, 1, 48, 5}}) {
      LayerCall call =
          LayerCall.of("reshape", Reshape.to(dims), List.of(TensorType.float32(image)));
      DeviceStep step = steps.step(call, weights(call));
      kernels.add(names(step.launches()) + " " + step.scratchBytes());
    }
    assertEquals(
        List.of(
            "[copy_f32_x4] 0",
            "[exchange_f32_32x32, exchange_f32_32x32] 2048",
            "[exchange_f32_32x32] 0"),
        kernels);
  }

  @Test
  void step_grids_stayWithinTheBoundOfTheDevice() {
    LayerSteps one = new LayerSteps(WalkTest.traits(1));
    for (LayerCall call : Calls.all()) {
      for (Launch launch : one.step(call, weights(call)).launches()) {
        boolean bounded = (long) launch.grid().x() * launch.grid().y() <= 32;
        assertTrue(bounded || launch.kernel().startsWith("global_average_pool"), launch::toString);
      }
    }
  }
}
