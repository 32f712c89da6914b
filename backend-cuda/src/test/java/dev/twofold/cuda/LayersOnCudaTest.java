package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.cuda.layer.Calls;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.ptx.ShippedPtx;
import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Layer;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.reference.ReferenceBackendProvider;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every kernel of the layers without weights against the definition, whatever would choose it: each
/// tensor in an allocation of its own, on a device of many multiprocessors and on one of a single one,
/// whose blocks go over their tensors several times.
@Tag("gpu")
class LayersOnCudaTest {

  private static Backend reference;

  @BeforeAll
  static void open() {
    TestDriver.load();
    reference = open(new ReferenceBackendProvider());
  }

  @AfterAll
  static void close() {
    reference.close();
  }

  private static Backend open(BackendProvider provider) {
    return provider.open(device(provider), BackendOptions.DEFAULTS);
  }

  private static Device device(BackendProvider provider) {
    return switch (provider.probe()) {
      case Availability.Available(List<Device> devices) -> devices.getFirst();
      case Availability.Unavailable unavailable -> throw new AssertionError(unavailable.message());
    };
  }

  static Backend cuda(int multiprocessors) {
    return CudaBackend.open(
        device(new CudaBackendProvider()),
        BackendOptions.DEFAULTS.withProperties(Map.of(Settings.MEMORY, "apart")),
        _ -> Steps.of(new DeviceTraits(multiprocessors)),
        ShippedPtx.open());
  }

  @Test
  void run_everyKernel_givesWhatTheDefinitionGives() {
    try (Backend cuda = cuda(132)) {
      Calls.all().forEach(call -> compare(cuda, call));
    }
  }

  @Test
  void run_tensorsLargerThanTheGrid_areGoneOverSeveralTimes() {
    try (Backend cuda = cuda(1)) {
      large().forEach(call -> compare(cuda, call));
    }
  }

  /// As on the CPU. The largest of several is told; one below 0 counts as larger than all.
  @Test
  void run_unpoolingBeyondThePlane_isRefusedAndTheNextRunIsNot() {
    Shape small = Shape.nchw(1, 1, 1, 3);
    Tensor indices = Tensor.ofInts(small, 0, 0, 0);
    LayerCall call =
        LayerCall.of(
            "layer",
            MaxUnpool2d.to(Window.of(2).withStride(2), Shape.nchw(1, 1, 2, 6)),
            List.of(TensorType.float32(small), TensorType.int32(small)));
    OneLayer layer =
        new OneLayer(call, Weights.of(Map.of()), List.of(Tensor.of(small, 1, 2, 3), indices));
    try (Backend cuda = cuda(132)) {
      assertRefused("index 12", layer, cuda, 11, 7, 12);
      assertRefused("index -1", layer, cuda, -1, 13, 12);
      assertRefused("index -1", layer, cuda, -1, -2, 0);
      set(indices, 11, 7, 0);
      float[] got = layer.on(cuda).getFirst().floats();
      assertArrayEquals(new float[] {3, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1}, got);
    }
  }

  private static void assertRefused(String index, OneLayer layer, Backend cuda, int... places) {
    set(layer.inputs().get(1), places);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> layer.on(cuda));
    assertEquals(
        "node 'layer': %s lies outside the planes of output [1, 1, 2, 6]; give the indices of a max pooling of that size"
            .formatted(index),
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> layer.on(reference));
  }

  private static void set(Tensor indices, int... places) {
    System.arraycopy(places, 0, indices.ints(), 0, places.length);
  }

  private static Stream<LayerCall> large() {
    Shape wide = Shape.nchw(1, 3, 60, 60);
    Shape deep = Shape.nchw(1, 36, 40, 29);
    Shape line = Shape.of(3, 40_003);
    Window half = Window.of(2).withStride(2);
    Shape small = Shape.nchw(1, 36, 20, 14);
    return Stream.of(
        call(Pool2d.maxWithIndices(half), wide.withDim(2, 240)),
        call(Pool2d.average(Window.same(3)), deep),
        LayerCall.of(
            "layer",
            MaxUnpool2d.to(half, deep),
            List.of(TensorType.float32(small), TensorType.int32(small))),
        call(Elementwise.ADD, deep, Shape.of(36, 1, 1)),
        call(Elementwise.SUB, line, line),
        call(new MathFunction(MathFunction.Function.ROUND), line),
        call(Activation.SILU, line),
        call(new Select(), line, line, Shape.of(3, 1)),
        call(new Concat(1), wide, deep.withDim(2, 60).withDim(3, 60)),
        call(new Pad(List.of(0, 0, 9, 9), List.of(0, 0, 9, 9), Pad.Mode.REFLECT, 0), deep),
        call(new Slice(List.of(new Slice.Range(1, 1, 40_000, 2))), line),
        call(new Transpose(List.of(0, 2, 1)), Shape.of(5, 130, 257)),
        call(Flatten.BATCH, deep),
        call(Resize.linear(70, 80), wide),
        call(new Softmax(1), Shape.nchw(1, 9, 30, 31)),
        call(new Softmax(2), Shape.nchw(1, 300, 4, 33)),
        call(new Softmax(1), Shape.of(40, 300)),
        call(new ArgMax(1, false, true), Shape.nchw(1, 9, 30, 31)),
        call(new ArgMax(0, false, true), Shape.of(3, 9000)),
        call(new MatMul(), Shape.of(9, 130, 5), Shape.of(5, 130)));
  }

  private static LayerCall call(Layer layer, Shape... inputs) {
    return LayerCall.of("layer", layer, Stream.of(inputs).map(TensorType::float32).toList());
  }

  private static void compare(Backend cuda, LayerCall call) {
    for (boolean specials : new boolean[] {false, true}) {
      OneLayer layer = OneLayer.of(call, specials);
      List<Tensor> expected = layer.on(reference);
      List<Tensor> got = layer.on(cuda);
      for (int output = 0; output < expected.size(); output++) {
        compare(call, expected.get(output), got.get(output));
      }
    }
  }

  private static void compare(LayerCall call, Tensor expected, Tensor got) {
    for (int i = 0; i < expected.shape().elements(); i++) {
      if (expected.type().type() == DataType.INT32) {
        assertEquals(expected.ints()[i], got.ints()[i], at(call, i));
      } else if (isExact(call)) {
        assertEquals(
            Float.floatToIntBits(expected.floats()[i]),
            Float.floatToIntBits(got.floats()[i]),
            at(call, i));
      } else {
        float y = expected.floats()[i];
        float room = Float.isFinite(y) ? 3e-6f * Math.max(1, Math.abs(y)) : 0;
        assertEquals(y, got.floats()[i], room, at(call, i));
      }
    }
  }

  private static Supplier<String> at(LayerCall call, int i) {
    return () -> "element %d of %s".formatted(i, call);
  }

  /// What is chosen or moved, or computed with one rounding, has the same bits everywhere.
  private static boolean isExact(LayerCall call) {
    return call.epilogue().isEmpty()
        && switch (call.layer()) {
          case Pool2d pool -> pool.reduction() == Pool2d.Reduction.MAX;
          case Resize resize -> resize.mode() == Resize.Mode.NEAREST;
          case Activation activation ->
              switch (activation.function()) {
                case RELU, LEAKY_RELU -> true;
                default -> false;
              };
          case MathFunction math ->
              switch (math.function()) {
                case EXP, LOG, ERF, POW -> false;
                default -> true;
              };
          case BatchNorm2d _, MatMul _, Softmax _ -> false;
          case GlobalAveragePool _ -> false;
          default -> true;
        };
  }
}
