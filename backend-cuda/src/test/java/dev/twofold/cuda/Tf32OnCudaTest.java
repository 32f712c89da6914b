package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.emulator.Emulator;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.models.Models;
import dev.twofold.runtime.Program;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.Device;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `cuda.math` = `tf32`, on devices that have it and on one that has not.
class Tf32OnCudaTest {

  private static final Map<String, String> TF32 = Map.of(Settings.MATH, "tf32");

  private Emulator emulator;

  @BeforeEach
  void load() {
    emulator = TestDriver.emulator();
    emulator.reset();
  }

  @AfterEach
  void reset() {
    emulator.reset();
  }

  private static Model network(String spec) {
    return Compiled.model(Models.graph(spec, Shape.parse("1x3x32x32")));
  }

  private static String kernel(Program program) {
    return program.plan().steps().getFirst().kernel();
  }

  @Test
  void plan_tf32_tellsHowManyStepsRound() {
    Model model = network("mobilenet-v1");
    try (Program exact = Compiled.onCuda(model);
        Program rounding = Compiled.on("cuda", model, TF32)) {
      String plain = kernel(exact);
      assertTrue(plain.matches("graph_nhwc_f32_\\d+"), plain);
      // The pointwise convolutions on more than 8 pixels: 16 x 16, twice 8 x 8, twice 4 x 4.
      assertEquals(plain + "_tf32_5", kernel(rounding));
    }
  }

  @Test
  void info_tf32_saysSo() {
    CudaBackendProvider provider = new CudaBackendProvider();
    Device device = ((Availability.Available) provider.probe()).devices().getFirst();
    try (Backend exact = provider.open(device, BackendOptions.DEFAULTS);
        Backend rounding = provider.open(device, BackendOptions.DEFAULTS.withProperties(TF32))) {
      assertEquals(
          exact.info().description() + ", products in TF32", rounding.info().description());
    }
  }

  @Test
  void plan_tf32SingleStep_isNamedSo() {
    GraphBuilder net = Graph.builder("pair");
    Value x = net.input("x", Shape.nchw(1, 8, 9, 9));
    Value a = net.add("depthwise", Convolution.depthwise(8, Window.same(3)), x);
    net.output(net.add("pointwise", Convolution.pointwise(8, 16), a));
    try (Program program = Compiled.on("cuda", Compiled.model(net.build()), TF32)) {
      String kernel = kernel(program);
      assertTrue(kernel.startsWith("separable_nhwc_tf32_3x3_s1_64x32"), kernel);
    }
  }

  /// Not so where a maximum's place decides, as in SegNet: rounding may move it.
  @Test
  void run_tf32_isNearAndNotTheSame() {
    for (String spec : List.of("mobilenet-v1", "mobilenet-v2")) {
      Model model = network(spec);
      List<Tensor> inputs = Compiled.inputs(model.graph(), 3);
      try (Program exact = Compiled.onCuda(model);
          Program rounding = Compiled.on("cuda", model, TF32)) {
        float[] expected = Compiled.run(exact, inputs).getFirst().floats();
        float[] got = Compiled.run(rounding, inputs).getFirst().floats();
        float largest = 0;
        float worst = 0;
        for (int i = 0; i < expected.length; i++) {
          largest = Math.max(largest, Math.abs(expected[i]));
          worst = Math.max(worst, Math.abs(expected[i] - got[i]));
        }
        float error = worst / largest;
        assertTrue(error > 1e-6 && error < 5e-3, () -> spec + ": relative error " + error);
      }
    }
  }

  @Test
  void compile_cardBeforeTensorCoresOfTf32_isRefusedWithTheCure() {
    emulator.set("capability", 75);
    Model model = network("mobilenet-v2:width=0.35");
    BackendException e =
        assertThrows(BackendException.class, () -> Compiled.on("cuda", model, TF32));
    assertTrue(
        e.getMessage()
            .matches(
                "backend 'cuda': given cuda.math=tf32, but cuda:0 is .+ \\(compute capability"
                    + " 7\\.5\\), expected compute capability 8\\.0 or newer; leave the option"
                    + " out for fp32, or name another device"),
        e.getMessage());
    assertEquals(List.of(), emulator.leaks());
  }

  /// PTX for newer cards is never handed to the driver unless it is asked for.
  @Test
  void run_cardBeforeTensorCoresOfTf32_isExactByDefault() {
    Model model = network("mobilenet-v2:width=0.35");
    List<Tensor> inputs = Compiled.inputs(model.graph(), 3);
    float[] expected;
    try (Program newer = Compiled.onCuda(model)) {
      expected = Compiled.run(newer, inputs).getFirst().floats();
    }
    emulator.set("capability", 75);
    try (Program older = Compiled.on("cuda", model, Map.of(Settings.MATH, "fp32"))) {
      assertArrayEquals(expected, Compiled.run(older, inputs).getFirst().floats());
    }
    assertEquals(List.of(), emulator.faults());
  }

  @Test
  void compile_mathOutOfRange_isRefused() {
    Model model = network("mobilenet-v2:width=0.35");
    BackendException e =
        assertThrows(
            BackendException.class,
            () -> Compiled.on("cuda", model, Map.of(Settings.MATH, "bf16")));
    assertEquals("backend 'cuda': given cuda.math=bf16, expected fp32 or tf32", e.getMessage());
  }
}
