package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// The same elements under given extents.
///
/// @param dims the extents; 0 keeps the input's extent at that axis, one may be -1 for "the rest"
public record Reshape(List<Integer> dims) implements Reinterpret {

  /// Checks the extents.
  ///
  /// @throws IllegalArgumentException if an extent is below -1 or -1 stands twice
  public Reshape {
    dims = List.copyOf(dims);
    dims.forEach(dim -> Inputs.atLeast("extent", dim, -1));
    if (dims.stream().filter(dim -> dim == -1).count() > 1) {
      throw new IllegalArgumentException("at most one extent may be -1, got " + dims);
    }
  }

  /// The same elements under given extents.
  public static Reshape to(Integer... dims) {
    return new Reshape(List.of(dims));
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 1);
    TensorType input = inputs.getFirst();
    int[] out = new int[dims.size()];
    long known = 1;
    for (int i = 0; i < out.length; i++) {
      out[i] = dims.get(i) == 0 ? input.shape().dim(Inputs.axis(i, input.shape())) : dims.get(i);
      known = saturated(known, Math.abs((long) out[i]));
    }
    long elements = input.shape().elements();
    int rest = dims.indexOf(-1);
    if (rest >= 0 && elements % known == 0) {
      out[rest] = Inputs.extent(elements / known, "extent of axis " + rest);
      known = elements;
    }
    if (known != elements) {
      throw new IllegalArgumentException(
          "input %s has %d elements, which do not fill %s"
              .formatted(input.shape(), elements, dims));
    }
    return List.of(new TensorType(Shape.of(out), input.type()));
  }

  private static long saturated(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }
}
