package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Flatten;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Steps work on the caller's tensors themselves where they can.
class CallersTensorsTest {

  private static final Shape SHAPE = Shape.nchw(1, 2, 2, 1);
  private static final float[] DATA = {-1, 2, -3, 4};
  private static final float[] POSITIVE = {0, 2, 0, 4};
  private static final float[] SUMS = {-1, 4, -3, 8};

  private static Tensor data() {
    return Tensor.of(SHAPE, DATA.clone());
  }

  private static Program compile(GraphBuilder builder, Layout layout) {
    Model model = Networks.model(builder.build());
    return Backends.of(List.of(LoopProvider.of("a", layout))).compile(model);
  }

  /// relu(x) and x + relu(x): the second step reads what the first one has given back.
  private static Program two(Layout layout) {
    GraphBuilder builder = Graph.builder("two");
    Value x = builder.input("x", SHAPE);
    Value y = builder.add("relu", Activation.RELU, x);
    builder.output("positive", y);
    builder.output("sum", builder.add("add", Elementwise.ADD, x, y));
    return compile(builder, layout);
  }

  @ParameterizedTest
  @EnumSource
  void run_anyTensors_areReadAndWritten(Layout layout) {
    try (Program program = two(layout)) {
      for (int run = 0; run < 3; run++) {
        Tensor positive = Tensor.zeros(SHAPE);
        Tensor sum = Tensor.of(SHAPE, layout, new float[4]);
        program.run(List.of(data()), List.of(positive, sum));
        assertArrayEquals(POSITIVE, positive.floats());
        float[] expected = layout == Layout.NCHW ? SUMS : new float[] {-1, -3, 4, 8};
        assertArrayEquals(expected, sum.floats());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void run_outputIntoTheInput_isRight(Layout layout) {
    try (Program program = two(layout)) {
      Tensor both = data();
      Tensor sum = Tensor.zeros(SHAPE);
      program.run(List.of(both), List.of(both, sum));
      assertArrayEquals(POSITIVE, both.floats());
      assertArrayEquals(SUMS, sum.floats());
    }
  }

  @ParameterizedTest
  @EnumSource
  void run_outputsIntoOneTensor_leaveTheLast(Layout layout) {
    try (Program program = two(layout)) {
      Tensor both = Tensor.zeros(SHAPE);
      program.run(List.of(data()), List.of(both, both));
      assertArrayEquals(SUMS, both.floats());
    }
  }

  @ParameterizedTest
  @EnumSource
  void run_valuesUnderSeveralNames_allArrive(Layout layout) {
    GraphBuilder builder = Graph.builder("names");
    Value x = builder.input("x", SHAPE);
    Value y = builder.add("relu", Activation.RELU, x);
    builder.output("y", y);
    builder.output("again", y);
    builder.output("flat", builder.add("flat", new Flatten(1), y));
    builder.output("input", x);
    try (Program program = compile(builder, layout)) {
      for (int run = 0; run < 2; run++) {
        List<Tensor> out =
            program.outputs().values().stream().map(value -> Tensor.zeros(value.type())).toList();
        program.run(List.of(data()), out);
        assertArrayEquals(POSITIVE, out.get(0).floats());
        assertArrayEquals(POSITIVE, out.get(1).floats());
        assertArrayEquals(POSITIVE, out.get(2).floats());
        assertArrayEquals(DATA, out.get(3).floats());
      }
    }
  }

  @Test
  void run_tensorsForgotten_areCollected() throws InterruptedException {
    try (Program program = two(Layout.NCHW)) {
      WeakReference<Tensor> reference = runOnNewTensors(program);
      for (int i = 0; i < 100 && reference.get() != null; i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertNull(reference.get());
    }
  }

  private static WeakReference<Tensor> runOnNewTensors(Program program) {
    Tensor in = data();
    program.run(List.of(in), List.of(Tensor.zeros(SHAPE), Tensor.zeros(SHAPE)));
    return new WeakReference<>(in);
  }

  @Test
  void connects_sameOrder_movesViewsThereAndBack() {
    Tensor arena = Tensor.zeros(SHAPE);
    TensorView home = TensorView.of(arena);
    TensorView view = TensorView.of(arena);
    Port port = new Port(home, List.of(view), true);
    Tensor tensor = data();
    assertTrue(port.connects(tensor));
    assertSame(tensor.floats(), view.floats());
    assertSame(arena.floats(), home.floats());
    assertTrue(port.shares(tensor));
    assertFalse(port.shares(data()));
    assertFalse(port.shares(Tensor.ofInts(SHAPE, 1, 2, 3, 4)));
    port.disconnect();
    assertSame(arena.floats(), view.floats());
    assertFalse(port.isConnected());
    assertFalse(port.connects(Tensor.of(SHAPE, Layout.NHWC, DATA)));
    assertNotSame(DATA, view.floats());
  }

  @Test
  void moveTo_otherSizeOrType_isRefused() {
    TensorView view = TensorView.of(data());
    TensorType longer = TensorType.float32(Shape.of(5));
    assertThrows(IllegalArgumentException.class, () -> view.moveTo(Tensor.zeros(longer)));
    assertThrows(
        IllegalArgumentException.class, () -> view.moveTo(Tensor.ofInts(SHAPE, 1, 2, 3, 4)));
    assertThrows(
        IllegalArgumentException.class,
        () -> view.moveTo(TensorView.of(Tensor.ofInts(SHAPE, 1, 2, 3, 4))));
  }
}
