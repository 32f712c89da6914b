package dev.twofold.reference;

import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Shape;
import java.util.Arrays;

/// Max unpooling: zeros, then every element at the place that its index names; of several with one
/// index the last stays.
final class Unpool {

  private final String node;
  private final Shape out;
  private final int planeIn;
  private final int planeOut;
  private final Finish finish;

  private Unpool(LayerCall call) {
    Shape in = call.input().shape();
    node = call.node();
    out = call.output().shape();
    planeIn = in.h() * in.w();
    planeOut = out.h() * out.w();
    finish = new Finish(call);
  }

  /// A kernel that throws an [IllegalArgumentException] when an index lies outside the plane.
  static Kernel of(LayerCall call) {
    Unpool unpool = new Unpool(call);
    return unpool::run;
  }

  private void run(Arguments arguments) {
    TensorView x = arguments.input(0);
    TensorView indices = arguments.input(1);
    TensorView y = arguments.output(0);
    float[] values = y.floats();
    Arrays.fill(values, y.offset(), y.offset() + y.elements(), 0);
    for (int i = 0; i < x.elements(); i++) {
      int index = checked(indices.ints()[indices.offset() + i]);
      values[y.offset() + i / planeIn * planeOut + index] = x.floats()[x.offset() + i];
    }
    for (int i = 0; i < y.elements(); i++) {
      finish.put(arguments, i, values[y.offset() + i]);
    }
  }

  private int checked(int index) {
    if (index < 0 || index >= planeOut) {
      throw new IllegalArgumentException(
          "node '%s': index %d lies outside the planes of output %s; give the indices of a max pooling of that size"
              .formatted(node, index, out));
    }
    return index;
  }
}
