package dev.twofold.onnx;

import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Window;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The mean or maximum of a tensor along axes.
final class Reduction {

  /*
   * Any reduction is a global pooling: the axes that stay become channels, those that go become rows
   * of an image, [1, kept, reduced, 1]. The mean over rows and columns of an image is the pooling as
   * it stands.
   */

  private final Call call;
  private final Wire input;
  private final int[] dims;
  private final int[] axes;

  /// @param axes counted from the front; the array is sorted
  Reduction(Call call, Wire input, int[] axes) {
    this.call = call;
    this.input = input;
    this.dims = input.shape().dims();
    this.axes = axes;
    Arrays.sort(axes);
  }

  /// The mean.
  ///
  /// @param keep whether the axes stay, with extent 1
  Wire mean(boolean keep) {
    boolean plane = dims.length == 4 && Arrays.equals(axes, new int[] {2, 3});
    return shaped(call.beside(new GlobalAveragePool(), plane ? input : image()), keep);
  }

  /// The maximum.
  ///
  /// @param keep whether the axes stay, with extent 1
  Wire max(boolean keep) {
    return shaped(call.beside(Pool2d.max(Window.of(count(), 1)), image()), keep);
  }

  /// The number of elements that become one.
  int count() {
    return Literal.elements(Arrays.stream(axes).map(axis -> dims[axis]).toArray());
  }

  private Wire image() {
    int[] order = IntStream.concat(kept(), Arrays.stream(axes)).toArray();
    Wire sorted = input;
    if (!Arrays.equals(order, IntStream.range(0, dims.length).toArray())) {
      sorted = call.beside(new Transpose(Axes.list(order)), input);
    }
    int channels = Literal.elements(kept().map(axis -> dims[axis]).toArray());
    return call.beside(new Reshape(Axes.list(1, channels, count(), 1)), sorted);
  }

  private IntStream kept() {
    return IntStream.range(0, dims.length)
        .filter(axis -> Arrays.stream(axes).noneMatch(other -> other == axis));
  }

  private Wire shaped(Wire reduced, boolean keep) {
    int[] wanted = keep ? dims.clone() : kept().map(axis -> dims[axis]).toArray();
    for (int axis : keep ? axes : new int[0]) {
      wanted[axis] = 1;
    }
    boolean same = Arrays.equals(wanted, reduced.shape().dims());
    return same ? reduced : call.beside(new Reshape(Axes.list(wanted)), reduced);
  }
}
