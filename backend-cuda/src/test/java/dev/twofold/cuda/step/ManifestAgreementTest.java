package dev.twofold.cuda.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Launch;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Precision;
import dev.twofold.cuda.ptx.Manifest;
import dev.twofold.cuda.ptx.ShippedPtx;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Linear;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Window;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ManifestAgreementTest {

  private static final Set<String> MODULES =
      Set.of(
          "convolution",
          "depthwise",
          "linear",
          "pointwise",
          "pointwise_sm80",
          "separable",
          "separable_sm80",
          "stem");

  private final Manifest manifest = ShippedPtx.open().manifest();

  private static List<LayerCall> calls() {
    List<LayerCall> calls = new ArrayList<>();
    for (int kernel : new int[] {1, 2, 3, 5, 7}) {
      for (int stride : new int[] {1, 2, 3}) {
        Window window = Window.same(kernel).withStride(stride);
        for (int channels : new int[] {7, 8}) {
          calls.add(Calls.of(new DepthwiseConv2d(channels, 1, window, true), 2, 14, 14));
          calls.add(Calls.of(new DepthwiseConv2d(channels, 2, window, false), 1, 7, 7));
        }
        for (int out : new int[] {9, 72}) {
          calls.add(Calls.of(new Conv2d(3, out, window, 1, true), 1, 14, 14));
          calls.add(Calls.of(new Conv2d(6, out, window, 1, true), 1, 14, 14));
          calls.add(Calls.of(new Conv2d(6, out, window, 3, true), 1, 14, 14));
          calls.add(Calls.of(new ConvTranspose2d(6, out, window, 0, 0, 1, true), 1, 5, 5));
        }
      }
    }
    for (int out : new int[] {24, 64, 200}) {
      for (int size : new int[] {1, 7, 14}) {
        calls.add(Calls.of(new PointwiseConv2d(200, out, true), 1, size, size));
      }
      calls.add(Calls.of(new Linear(200, out, true), Shape.of(3, 200)));
      calls.add(Calls.of(new Linear(200, out, true), Shape.of(300, 200)));
    }
    return calls;
  }

  private static List<DeviceStep> steps(DeviceTraits device) {
    ConvolutionSteps steps = new ConvolutionSteps(device);
    List<DeviceStep> all = new ArrayList<>();
    for (LayerCall call : calls()) {
      DeviceStep step = steps.step(call, Calls.weights(call.layer()));
      assertEquals(((Support.Yes) steps.supports(call)).kernel(), step.kernel());
      all.add(step);
    }
    for (int kernel : new int[] {3, 5}) {
      for (int out : new int[] {24, 64, 200}) {
        Convolution first = Convolution.depthwise(200, Window.same(kernel));
        PointwiseConv2d second = Convolution.pointwise(200, out);
        all.add(
            steps.fused(
                Calls.of(first, 1, 14, 14),
                Calls.weights(first),
                Calls.of(second, 1, 14, 14),
                Calls.weights(second)));
      }
    }
    return all;
  }

  private static List<Launch> launches() {
    List<DeviceStep> steps = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      steps.addAll(steps(Calls.LARGE.with(precision)));
      steps.addAll(steps(Calls.TINY.with(precision)));
    }
    return steps.stream().flatMap(step -> step.launches().stream()).toList();
  }

  @Test
  void step_everyLaunch_isOfAKernelWithTheseParameters() {
    for (Launch launch : launches()) {
      Manifest.Entry entry = manifest.entries().get(launch.kernel());
      assertTrue(entry != null, launch.kernel());
      assertEquals(entry.parameterBytes(), bytes(launch.operands()), launch.kernel());
      assertEquals(entry.addresses(), addresses(launch.operands()), launch.kernel());
      assertTrue(launch.block().threads() <= entry.threads(), launch.kernel());
    }
  }

  @Test
  void step_allLaunches_nameEveryKernelThatShips() {
    Set<String> named =
        launches().stream().map(Launch::kernel).collect(Collectors.toCollection(TreeSet::new));
    Set<String> shipped =
        manifest.entries().keySet().stream()
            .filter(name -> MODULES.contains(manifest.entries().get(name).module()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(shipped, named);
  }

  @Test
  void step_tiles_areOfTheThreadsThatTheKernelsAreCompiledFor() {
    for (Tile tile : List.of(Tile.T128X64, Tile.T128X32, Tile.T64X64, Tile.T32X32)) {
      assertThreads("pointwise_nhwc_", "", tile);
    }
    for (Tile tile : List.of(Tile.T64X128, Tile.T64X64, Tile.T64X32)) {
      assertThreads("separable_nhwc_", "_3x3", tile);
    }
  }

  private void assertThreads(String operation, String kernel, Tile tile) {
    for (Precision precision : Precision.values()) {
      String name = operation + precision.type() + kernel + tile.suffix();
      assertEquals(manifest.entries().get(name).threads(), tile.threads(), name);
    }
  }

  private static int bytes(List<Operand> operands) {
    int bytes = 0;
    for (Operand operand : operands) {
      int size = size(operand);
      bytes = Math.ceilDiv(bytes, size) * size + size;
    }
    return bytes;
  }

  private static int addresses(List<Operand> operands) {
    return (int) operands.stream().takeWhile(operand -> size(operand) == Long.BYTES).count();
  }

  private static int size(Operand operand) {
    return switch (operand) {
      case Operand.Int32 _, Operand.Float32 _ -> Integer.BYTES;
      case Operand.Input _,
          Operand.Output _,
          Operand.Const _,
          Operand.Scratch _,
          Operand.Fault _,
          Operand.Null _,
          Operand.Int64 _ ->
          Long.BYTES;
    };
  }
}
