package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.twofold.graph.Cast;
import dev.twofold.graph.Layer;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Weights;
import dev.twofold.reference.ReferenceBackendProvider;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Runs one call on the CPU backend in all its forms and on the reference backend.
final class Harness {

  // Inputs are small integers, so that sums are exact whatever their order; what divides or has an
  // exponential agrees within a few units in the last place. Tensors lie between sentinels.

  private static final int MARGIN = 19;
  private static final float SENTINEL = -777.25f;
  private static final List<CpuBackend> FORMS =
      List.of(
          open(1, "auto", "wait"),
          open(1, "auto", "background"),
          open(2, "auto", "wait"),
          open(3, "auto", "wait"),
          open(4, "auto", "background"),
          open(2, "off", "wait"));

  private Harness() {}

  static CpuBackend open(int threads, String vectors) {
    return open(threads, vectors, "wait");
  }

  private static CpuBackend open(int threads, String vectors, String warmUp) {
    return CpuBackend.open(
        BackendOptions.DEFAULTS
            .withThreads(threads)
            .withProperties(Map.of(Vectors.PROPERTY, vectors, Vectors.WARM_UP, warmUp)));
  }

  /// All forms agree with the reference, and those with vectors with each other, bit by bit.
  static void assertAgree(LayerCall call) {
    Weights weights = weights(call.layer());
    List<Tensor> inputs = inputs(call);
    ReferenceBackendProvider provider = new ReferenceBackendProvider();
    Availability.Available available = (Availability.Available) provider.probe();
    List<Tensor> expected;
    try (Backend reference =
        provider.open(available.devices().getFirst(), BackendOptions.DEFAULTS)) {
      expected = run(reference, call, weights, inputs);
    }
    List<Tensor> first = List.of();
    for (CpuBackend form : FORMS) {
      List<Tensor> got = run(form, call, weights, inputs);
      String what = form.info().description() + ": " + call;
      for (int i = 0; i < got.size(); i++) {
        assertClose(expected.get(i), got.get(i), what);
      }
      if (first.isEmpty()) {
        first = got;
      } else if (form.info().description().startsWith("Vector")) {
        for (int i = 0; i < got.size(); i++) {
          if (got.get(i).type().type() == DataType.FLOAT32) {
            assertArrayEquals(first.get(i).floats(), got.get(i).floats(), what);
          }
        }
      }
    }
  }

  private static void assertClose(Tensor expected, Tensor got, String what) {
    if (expected.type().type() == DataType.INT32) {
      assertArrayEquals(expected.ints(), got.ints(), what);
      return;
    }
    for (int i = 0; i < expected.floats().length; i++) {
      double e = expected.floats()[i];
      double g = got.floats()[i];
      boolean same = e == g || (Double.isNaN(e) && Double.isNaN(g));
      if (!same && !(Math.abs(e - g) <= 1e-6 * Math.max(1, Math.abs(e)))) {
        fail(what + ": element " + i + " is " + g + ", expected " + e);
      }
    }
  }

  /// Small integers for every parameter.
  static Weights weights(Layer layer) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : layer.parameters()) {
      float[] data = whole((int) spec.shape().elements(), spec.name().hashCode());
      if (spec.role() == ParameterSpec.Role.RUNNING_VARIANCE) {
        for (int i = 0; i < data.length; i++) {
          data[i] = Math.abs(data[i]) + 1;
        }
      }
      tensors.put(spec.name(), Tensor.of(spec.shape(), data));
    }
    return Weights.of(tensors);
  }

  private static List<Tensor> inputs(LayerCall call) {
    List<Tensor> inputs = new ArrayList<>();
    for (TensorType type : call.inputs()) {
      Shape shape = type.shape();
      int n = (int) shape.elements();
      inputs.add(
          switch (type.type()) {
            case FLOAT32 -> Tensor.of(shape, whole(n, inputs.size()));
            case INT32 -> Tensor.ofInts(shape, indices(call, shape));
          });
    }
    return inputs;
  }

  /// Indices as a 2 x 2 max pooling would record them; for a cast, any integers.
  private static int[] indices(LayerCall call, Shape shape) {
    if (call.layer() instanceof Cast) {
      return new Random(6).ints(shape.elements()).toArray();
    }
    if (!(call.layer() instanceof MaxUnpool2d)) {
      throw new AssertionError(call);
    }
    int w = call.output().shape().w();
    int[] indices = new int[(int) shape.elements()];
    Random random = new Random(5);
    for (int i = 0; i < indices.length; i++) {
      int x = i % shape.w();
      int y = i / shape.w() % shape.h();
      indices[i] = (2 * y + random.nextInt(2)) * w + 2 * x + random.nextInt(2);
    }
    return indices;
  }

  private static float[] whole(int n, long seed) {
    Random random = new Random(seed + 1);
    float[] data = new float[n];
    for (int i = 0; i < n; i++) {
      data[i] = random.nextInt(7) - 3;
    }
    return data;
  }

  private static List<Tensor> run(
      Backend backend, LayerCall call, Weights weights, List<Tensor> inputs) {
    if (!(backend.supports(call) instanceof Support.Yes yes)) {
      return fail(backend.info() + " does not support " + call);
    }
    try (Kernel kernel = backend.prepare(call, weights)) {
      float[] workspace = new float[MARGIN + kernel.workspaceElements()];
      Arrays.fill(workspace, Float.NaN);
      List<TensorView> in = new ArrayList<>();
      for (Tensor tensor : inputs) {
        in.add(view(tensor.type(), yes.inputs(), tensor));
      }
      List<TensorView> out = new ArrayList<>();
      for (TensorType type : call.outputs()) {
        out.add(view(type, yes.outputs(), null));
      }
      kernel.run(new Arguments(in, out, workspace, MARGIN));
      return out.stream().map(Harness::tensor).toList();
    }
  }

  private static TensorView view(TensorType type, Layout wanted, Tensor from) {
    Layout layout = type.shape().rank() == 4 ? wanted : Layout.NCHW;
    int n = (int) type.shape().elements();
    switch (type.type()) {
      case FLOAT32 -> {
        float[] data = new float[n + 2 * MARGIN];
        Arrays.fill(data, SENTINEL);
        for (int i = 0; from != null && i < n; i++) {
          data[MARGIN + place(type.shape(), layout, i)] = from.floats()[i];
        }
        return TensorView.of(type, layout, data, MARGIN);
      }
      case INT32 -> {
        int[] data = new int[n + 2 * MARGIN];
        for (int i = 0; from != null && i < n; i++) {
          data[MARGIN + place(type.shape(), layout, i)] = from.ints()[i];
        }
        return TensorView.of(type, layout, data, MARGIN);
      }
    }
    throw new AssertionError(type);
  }

  /// The place in memory of the row-major element `i`.
  private static int place(Shape shape, Layout layout, int i) {
    if (layout == Layout.NCHW) {
      return i;
    }
    int w = i % shape.w();
    int h = i / shape.w() % shape.h();
    int c = i / shape.w() / shape.h() % shape.c();
    return (int) layout.offset(shape, i / shape.w() / shape.h() / shape.c(), c, h, w);
  }

  private static Tensor tensor(TensorView view) {
    Shape shape = view.type().shape();
    int n = view.elements();
    if (view.type().type() == DataType.INT32) {
      int[] data = new int[n];
      for (int i = 0; i < n; i++) {
        data[i] = view.ints()[MARGIN + place(shape, view.layout(), i)];
      }
      return Tensor.ofInts(shape, data);
    }
    float[] data = new float[n];
    for (int i = 0; i < n; i++) {
      data[i] = view.floats()[MARGIN + place(shape, view.layout(), i)];
    }
    for (int i = 0; i < MARGIN; i++) {
      if (view.floats()[i] != SENTINEL || view.floats()[MARGIN + n + i] != SENTINEL) {
        fail("written outside the output");
      }
    }
    return Tensor.of(shape, data);
  }
}
