package dev.twofold.onnx;

import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Layer;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Pool2d.Reduction;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Unsqueeze;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/// MaxPool, AveragePool, their global forms, and MaxUnpool.
final class PoolingOperators {

  private PoolingOperators() {}

  static void maxPool(Call call) {
    boolean indices = call.wants(1);
    if (indices && (call.rank(0) != 4 || call.attributes().integer("storage_order", 0) != 0)) {
      throw Refusal.unsupported("indices are supported only for images in row-major order");
    }
    boolean ceil = call.attributes().flag("ceil_mode", false);
    Pool2d layer = new Pool2d(Reduction.MAX, window(call), ceil, false, indices);
    if (indices) {
      List<Wire> outputs = call.mainOutputs(layer, call.moved(0));
      call.result(outputs.get(0));
      call.result(1, outputs.get(1), ElementType.INT64);
    } else {
      pool(call, layer);
    }
  }

  static void averagePool(Call call) {
    int[] ones = new int[call.rank(0) - 2];
    Arrays.fill(ones, 1);
    int[] dilations = call.attributes().indices("dilations", ones);
    if (!Arrays.equals(dilations, ones)) {
      throw Refusal.unsupported(
          "average pooling with dilations %s is not supported", Arrays.toString(dilations));
    }
    boolean ceil = call.attributes().flag("ceil_mode", false);
    boolean padded = call.attributes().flag("count_include_pad", false);
    pool(call, new Pool2d(Reduction.AVERAGE, window(call), ceil, padded, false));
  }

  private static Window window(Call call) {
    int[] kernel = call.attributes().indices("kernel_shape");
    if (kernel.length == 0) {
      throw Refusal.malformed("attribute 'kernel_shape' is missing");
    }
    return WindowReader.read(call, kernel);
  }

  private static void pool(Call call, Layer layer) {
    if (call.rank(0) == 3) {
      Wire image = call.helper("in", new Unsqueeze(List.of(2)), call.moved(0));
      call.result(call.helper("out", new Squeeze(List.of(2)), call.main(layer, image)));
    } else {
      call.result(call.main(layer, call.moved(0)));
    }
  }

  static void globalAveragePool(Call call) {
    global(call, new GlobalAveragePool());
  }

  static void globalMaxPool(Call call) {
    int[] image = image(call);
    global(call, Pool2d.max(Window.of(image[2], image[3])));
  }

  private static void global(Call call, Layer layer) {
    if (call.rank(0) == 4) {
      call.result(call.main(layer, call.floats(0)));
      return;
    }
    int[] image = image(call);
    Wire in = call.helper("in", new Reshape(Axes.list(image)), call.floats(0));
    int[] out = call.dims(0);
    Arrays.fill(out, 2, out.length, 1);
    call.result(call.helper("out", new Reshape(Axes.list(out)), call.main(layer, in)));
  }

  /// The input's extents as those of an image, with all rows beyond the last axis in one.
  private static int[] image(Call call) {
    int[] dims = call.dims(0);
    if (dims.length < 3) {
      throw Refusal.malformed("rank 3 or more is expected, got %s", Arrays.toString(dims));
    }
    int width = dims[dims.length - 1];
    int rows = Literal.elements(Arrays.copyOfRange(dims, 2, dims.length - 1));
    return new int[] {dims[0], dims[1], rows, width};
  }

  static void maxUnpool(Call call) {
    Wire input = call.floats(0);
    int[] extra = new int[2];
    Window window =
        WindowReader.readTransposed(
            call, call.attributes().indices("kernel_shape"), extra, new int[0]);
    if (call.rank(0) != 4) {
      throw Refusal.unsupported("only images are unpooled");
    }
    Shape natural = new MaxUnpool2d(window, 0, 0).outputs(inputTypes(call)).getFirst().shape();
    int[] target = call.has(2) ? call.knownIndices(2, "output shape") : natural.dims();
    boolean pooled = call.producer(1).filter(step -> step.layer() instanceof Pool2d).isPresent();
    if (pooled) {
      checkPlane(call, target);
      int h = target[2] - natural.h();
      int w = target[3] - natural.w();
      call.result(call.main(new MaxUnpool2d(window, h, w), input, call.any(1)));
    } else {
      unpoolGiven(call, window, natural, target);
    }
  }

  private static List<TensorType> inputTypes(Call call) {
    return List.of(call.floats(0).type(), call.any(1).type());
  }

  /// Indices count within a plane here and over the whole tensor in ONNX. Those of a MaxPool in the
  /// same network are of the first kind, for the plane that was pooled.
  private static void checkPlane(Call call, int[] target) {
    int[] plane = call.producer(1).orElseThrow().inputs().getFirst().shape().dims();
    if (target.length != 4 || !Arrays.equals(plane, target)) {
      throw Refusal.unsupported(
          "indices of a pooling over %s cannot be used to unpool to %s",
          Arrays.toString(plane), Arrays.toString(target));
    }
  }

  /// Unpools with indices that the network is given: they agree with ONNX's if there is one plane.
  private static void unpoolGiven(Call call, Window window, Shape natural, int[] target) {
    if (natural.n() != 1 || natural.c() != 1) {
      throw Refusal.unsupported("indices over several planes must come from a MaxPool");
    }
    Wire unpooled = call.main(new MaxUnpool2d(window, 0, 0), call.floats(0), call.any(1));
    if (!Arrays.equals(natural.dims(), target)) {
      int[] after = new int[4];
      for (int i = 0; i < 4 && target.length == 4; i++) {
        after[i] = target[i] - natural.dim(i);
      }
      Pad pad = new Pad(Axes.list(new int[4]), Axes.list(after), Pad.Mode.CONSTANT, 0);
      unpooled = call.helper("out", pad, unpooled);
    }
    call.result(unpooled);
  }
}
