package dev.twofold.cuda.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.TestDriver;
import dev.twofold.cuda.emulator.Emulator;
import dev.twofold.cuda.emulator.LineCounters;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Precision;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Linear;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Window;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How kernels touch memory, counted by the emulated driver: a change that makes warps read scattered
/// bytes, or meet in one bank, fails here, though its results are right.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MemoryAccessTest {

  private static final String VECTOR_LOAD = "ld.global.nc.v4";
  private static final String SCALAR_LOAD = "ld.global.nc.f32";
  private static final String STORE = "st.global";

  /// A card that no layer fills.
  private static final DeviceTraits HUGE = new DeviceTraits(4000);

  private Emulator emulator;
  private StepRunner runner;

  @BeforeAll
  void open() {
    emulator = TestDriver.emulator();
    emulator.reset();
    emulator.set("count", 1);
    runner = new StepRunner();
  }

  @AfterAll
  void close() {
    runner.close();
    emulator.reset();
  }

  private List<LineCounters> counted(DeviceTraits device, LayerCall call) {
    DeviceStep step = new ConvolutionSteps(device).step(call, Calls.weights(call.layer()));
    return counted(step, Reference.inputs(call), call.output().shape());
  }

  /// The lines of the step's first kernel.
  private List<LineCounters> counted(DeviceStep step, List<Tensor> inputs, Shape output) {
    String kernel = step.launches().getFirst().kernel();
    List<LineCounters> before = lines(kernel);
    runner.run(step, inputs.stream().map(Tensor::floats).toList(), (int) output.elements());
    List<LineCounters> lines = lines(kernel);
    assertEquals(List.of(), before, kernel + " is counted in one test alone");
    return lines;
  }

  private List<LineCounters> lines(String kernel) {
    return emulator.counters().stream().filter(line -> line.kernel().equals(kernel)).toList();
  }

  private static void noBankConflicts(List<LineCounters> lines) {
    assertTrue(lines.stream().anyMatch(line -> line.passes() > 0));
    for (LineCounters line : lines) {
      assertEquals(line.idealPasses(), line.passes(), line.toString());
    }
  }

  private static List<LineCounters> only(List<LineCounters> lines, String instruction) {
    return lines.stream()
        .filter(line -> line.sectors() > 0 && line.text().contains(instruction))
        .toList();
  }

  private static double bytes(List<LineCounters> lines, String instruction) {
    return only(lines, instruction).stream().mapToLong(LineCounters::bytes).sum();
  }

  /// The bytes of all sectors that requests touched, over the bytes that threads asked for: 1 if nothing
  /// is fetched in vain, less where threads ask for the same.
  private static double fetched(List<LineCounters> lines, String instruction) {
    double sectors = only(lines, instruction).stream().mapToLong(LineCounters::sectors).sum();
    return 32 * sectors / bytes(lines, instruction);
  }

  @Test
  void pointwise_largeTile_loadsEachOperandOnceATile() {
    List<LineCounters> lines =
        counted(Calls.TINY, Calls.of(new PointwiseConv2d(32, 64, true), 1, 16, 16));
    noBankConflicts(lines);
    assertEquals(2 * (128 + 64) * 32 * 4, bytes(lines, VECTOR_LOAD));
    assertEquals(1, fetched(lines, VECTOR_LOAD));
    assertEquals(1, fetched(lines, STORE));
  }

  @ParameterizedTest
  @CsvSource({"true,64,32", "false,64,64", "false,32,32"})
  void pointwise_otherTiles_haveNoConflictsAndWasteNothing(boolean large, int out, int in) {
    DeviceTraits device = large ? Calls.TINY : HUGE;
    PointwiseConv2d layer = new PointwiseConv2d(in, large ? 32 : out, true);
    List<LineCounters> lines = counted(device, Calls.of(layer, 1, 16, 8));
    noBankConflicts(lines);
    assertEquals(1, fetched(lines, VECTOR_LOAD));
    assertEquals(1, fetched(lines, STORE));
  }

  /// The same loads and stores as in fp32, and no conflicts where warps read what tensor cores multiply.
  @ParameterizedTest
  @CsvSource({"true,64,32", "true,32,32", "false,64,64", "false,32,32"})
  void pointwise_tf32_hasNoConflictsAndWastesNothing(boolean large, int out, int in) {
    DeviceTraits device = (large ? Calls.TINY : HUGE).with(Precision.TF32);
    PointwiseConv2d layer = new PointwiseConv2d(in, out, true);
    List<LineCounters> lines = counted(device, Calls.of(layer, 1, 16, 8));
    noBankConflicts(lines);
    assertTrue(lines.stream().anyMatch(line -> line.text().contains("mma.sync")));
    assertEquals(1, fetched(lines, VECTOR_LOAD));
    assertEquals(1, fetched(lines, STORE));
  }

  @ParameterizedTest
  @CsvSource({"3,128", "3,64", "3,32", "5,128", "5,64"})
  void separable_tf32_hasNoConflictsAndWastesNothing(int kernel, int out) {
    separable(Calls.TINY.with(Precision.TF32), kernel, out);
  }

  @Test
  void convolution_wholeQuads_wastesNothing() {
    Conv2d layer = new Conv2d(8, 64, Window.same(3), 1, true);
    List<LineCounters> lines = counted(Calls.TINY, Calls.of(layer, 1, 12, 12));
    noBankConflicts(lines);
    assertTrue(fetched(lines, VECTOR_LOAD) <= 1);
    assertEquals(1, fetched(lines, STORE));
  }

  /// Eight tiles of 8 x 16 outputs read the 17 x 33 pixels of three channels under each once, but for the row
  /// above the image (four tiles of 33 or 32 pixels) and the column left of it (four of 17, one counted
  /// twice). Rows begin anywhere, and their last lanes are few, so of the bytes of their sectors a fifth is in vain.
  @Test
  void stem_image_isReadOnceATile() {
    Conv2d layer = new Conv2d(3, 32, Window.same(3).withStride(2), 1, false);
    List<LineCounters> lines = counted(Calls.LARGE, Calls.of(layer, 1, 64, 64));
    noBankConflicts(lines);
    int pixels = 8 * 17 * 33 - 2 * 33 - 4 * 17 + 1;
    assertEquals(pixels * 3 * 4, bytes(lines, SCALAR_LOAD));
    double fetched = fetched(lines, SCALAR_LOAD);
    assertTrue(fetched <= 1.28, () -> "sectors over bytes: " + fetched);
    assertEquals(1, fetched(lines, VECTOR_LOAD));
    assertEquals(1, fetched(lines, STORE));
  }

  @ParameterizedTest
  @CsvSource({"3,128", "3,64", "3,32", "5,128", "5,64"})
  void separable_allTiles_haveNoConflictsAndWasteNothing(int kernel, int out) {
    separable(Calls.TINY, kernel, out);
  }

  private void separable(DeviceTraits device, int kernel, int out) {
    DepthwiseConv2d first = new DepthwiseConv2d(32, 1, Window.same(kernel), true);
    PointwiseConv2d second = new PointwiseConv2d(32, out, true);
    LayerCall depthwise = Calls.of(first, 1, 12, 8);
    LayerCall pointwise = Calls.of(second, 1, 12, 8);
    DeviceStep step =
        new ConvolutionSteps(device)
            .fused(depthwise, Calls.weights(first), pointwise, Calls.weights(second));
    List<LineCounters> lines =
        counted(step, Reference.inputs(depthwise), pointwise.output().shape());
    noBankConflicts(lines);
    assertTrue(fetched(lines, VECTOR_LOAD) <= 1);
    assertEquals(1, fetched(lines, STORE));
  }

  /// Of every output 4 bytes are stored; a strip of 8 (or 4) reads its inputs and weights once.
  @ParameterizedTest
  @CsvSource({"3,1,33", "3,2,36", "5,1,73", "5,2,80"})
  void depthwise_strips_readWholeLines(int kernel, int stride, int quadsAStrip) {
    Window window = Window.of(kernel).withStride(stride);
    int size = 15 * stride + kernel;
    DepthwiseConv2d layer = new DepthwiseConv2d(64, 1, window, false);
    List<LineCounters> lines = counted(Calls.LARGE, Calls.of(layer, 1, size, size));
    assertEquals(1, fetched(lines, STORE));
    assertTrue(fetched(lines, VECTOR_LOAD) <= 0.9);
    int outputs = stride == 1 ? 8 : 4;
    assertEquals(quadsAStrip / (double) outputs, bytes(lines, VECTOR_LOAD) / bytes(lines, STORE));
  }

  @Test
  void linear_oneRow_readsTheWeightsOnce() {
    LayerCall call = Calls.of(new Linear(512, 40, false), Shape.of(1, 512));
    List<LineCounters> lines = counted(Calls.LARGE, call);
    assertEquals(1, fetched(lines, VECTOR_LOAD));
    // The weights and, for each of four rows of which one exists, the input.
    assertEquals(5 * 40 * 512 * 4, bytes(lines, VECTOR_LOAD));
  }
}
