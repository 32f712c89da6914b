package dev.twofold.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Unsqueeze;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.spi.TensorView;
import dev.twofold.tck.Allocations;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceBackendTest {

  private static final TensorType IMAGE = TensorType.float32(Shape.nchw(2, 4, 4, 4));
  private static final Window WINDOW = Window.same(3);

  private final ReferenceBackend backend = new ReferenceBackend();

  private record Unheard(String kind) implements CustomLayer {
    @Override
    public List<ParameterSpec> parameters() {
      return List.of();
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
      return inputs;
    }

    @Override
    public OptionalLong multAdds(List<Shape> inputs) {
      return OptionalLong.empty();
    }
  }

  private static LayerCall call(Layer layer, TensorType... inputs) {
    return LayerCall.of("it", layer, List.of(inputs));
  }

  /// A call of every core layer.
  static Stream<LayerCall> calls() {
    TensorType indices = TensorType.int32(IMAGE.shape());
    return Stream.of(
        call(new DepthwiseConv2d(4, 2, WINDOW, true), IMAGE),
        call(new PointwiseConv2d(4, 3, true), IMAGE),
        call(new Conv2d(4, 2, WINDOW, 2, true), IMAGE),
        call(new ConvTranspose2d(4, 2, WINDOW.withStride(2), 1, 1, 2, true), IMAGE),
        call(BatchNorm2d.of(4), IMAGE),
        call(Activation.HARD_SWISH, IMAGE),
        call(Activation.SIGMOID, IMAGE),
        call(Pool2d.max(WINDOW), IMAGE),
        call(Pool2d.maxWithIndices(WINDOW), IMAGE),
        call(Pool2d.average(WINDOW), IMAGE),
        call(new MaxUnpool2d(Window.of(2).withStride(2), 0, 0), IMAGE, indices),
        call(new GlobalAveragePool(), IMAGE),
        call(new Linear(4, 3, true), IMAGE),
        call(Elementwise.ADD, IMAGE, IMAGE),
        call(new MathFunction(MathFunction.Function.POW), IMAGE, IMAGE),
        call(new MatMul(), IMAGE, IMAGE),
        call(new Select(), IMAGE, IMAGE, IMAGE),
        call(new ArgMax(1, true, false), IMAGE),
        call(new Cast(DataType.INT32), IMAGE),
        call(new Cast(DataType.FLOAT32), indices),
        call(
            new Resize(
                Resize.Mode.CUBIC,
                Resize.Coordinates.HALF_PIXEL,
                Resize.Rounding.FLOOR,
                new Resize.Size(7, 3)),
            IMAGE),
        call(Concat.CHANNELS, IMAGE, IMAGE),
        call(Resize.nearest(2), IMAGE),
        call(Resize.linear(7, 3), IMAGE),
        call(new Pad(List.of(0, 0, 1, 1), List.of(0, 0, 1, 1), Pad.Mode.REFLECT, 0), IMAGE),
        call(Reshape.to(2, -1), IMAGE),
        call(Flatten.BATCH, IMAGE),
        call(new Squeeze(List.of()), IMAGE),
        call(new Unsqueeze(List.of(0)), IMAGE),
        call(new Transpose(List.of(0, 2, 3, 1)), IMAGE),
        call(new Slice(List.of(new Slice.Range(1, 0, 4, 2))), IMAGE),
        call(new Softmax(1), IMAGE),
        call(new Constant(Shape.of(2, 3))),
        call(Identity.DROPOUT, IMAGE));
  }

  private static Weights weights(Layer layer) {
    Map<String, Tensor> tensors = new HashMap<>();
    layer.parameters().forEach(spec -> tensors.put(spec.name(), Tensor.zeros(spec.shape())));
    return Weights.of(tensors);
  }

  private static List<TensorView> views(List<TensorType> types) {
    return types.stream().map(type -> TensorView.of(Tensor.zeros(type))).toList();
  }

  @Test
  void calls_coverEveryCoreLayer() {
    Set<Class<?>> called = new HashSet<>();
    calls().forEach(call -> called.add(call.layer().getClass()));
    assertEquals(coreLayers(Layer.class), called);
  }

  private static Set<Class<?>> coreLayers(Class<?> type) {
    Set<Class<?>> leaves = new HashSet<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        leaves.addAll(coreLayers(permitted));
      } else if (permitted != CustomLayer.class) {
        leaves.add(permitted);
      }
    }
    return leaves;
  }

  @ParameterizedTest
  @MethodSource("calls")
  void supports_coreLayer_saysYesInRowMajorOrder(LayerCall call) {
    Support.Yes yes = assertInstanceOf(Support.Yes.class, backend.supports(call));
    assertTrue(yes.kernel().matches("[a-z]+(_[a-z0-9]+)*_nchw_f64acc"), yes.kernel());
    assertEquals(Layout.NCHW, yes.inputs());
    assertEquals(Layout.NCHW, yes.outputs());
  }

  @ParameterizedTest
  @MethodSource("calls")
  void run_whenWarm_allocatesNothing(LayerCall plain) {
    LayerCall call = plain;
    if (plain.outputs().size() == 1 && plain.output().type() == DataType.FLOAT32) {
      call = plain.then(new Epilogue.AddResidual()).then(new Epilogue.Activate(Activation.RELU6));
    }
    Kernel kernel = backend.prepare(call, weights(call.layer()));
    Arguments arguments =
        new Arguments(views(call.inputs()), views(call.outputs()), new float[0], 0);
    assertEquals(0, Allocations.least(Duration.ofMinutes(1), 10, () -> kernel.run(arguments)));
  }

  @Test
  void supports_depthwise_namesItsKernel() {
    assertEquals(
        Support.yes("depthwise_nchw_f64acc", Layout.NCHW),
        backend.supports(call(new DepthwiseConv2d(4, 1, WINDOW, false), IMAGE)));
  }

  @Test
  void supports_customLayer_saysNoWithTheCure() {
    assertEquals(
        Support.no(
            "custom layer 'acme.Fold' has no definition here; give it an expansion into core layers"
                + " or add a backend that knows it"),
        backend.supports(call(new Unheard("acme.Fold"), IMAGE)));
  }

  @Test
  void supports_epilogueOnIntegers_saysNo() {
    LayerCall call =
        call(Identity.DROPOUT, TensorType.int32(Shape.of(2)))
            .then(new Epilogue.Activate(Activation.RELU));
    assertEquals(
        Support.no("an epilogue works on floats, but the output is [2] INT32"),
        backend.supports(call));
  }

  @Test
  void prepare_customLayer_isRefusedByName() {
    LayerCall call = call(new Unheard("acme.Fold"), IMAGE);
    BackendException refusal =
        assertThrows(BackendException.class, () -> backend.prepare(call, weights(call.layer())));
    assertTrue(
        refusal.getMessage().startsWith("node 'it': custom layer 'acme.Fold' has no definition"),
        refusal.getMessage());
  }

  @Test
  void close_twice_doesNothing() {
    backend.close();
    backend.close();
    assertEquals("reference", backend.info().id());
  }
}
