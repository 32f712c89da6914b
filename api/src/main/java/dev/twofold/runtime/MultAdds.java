package dev.twofold.runtime;

import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Node;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Shape;
import java.util.Collection;
import java.util.OptionalLong;

/// The mult-adds of layers that multiply with weights or matrices, as the layers' documentation
/// defines them; other layers have none. The cost model, which knows all conventions, reads graphs
/// and not programs; this is the one count that the runtime itself needs. A test over all built-in
/// networks holds both to each other.
final class MultAdds {

  private MultAdds() {}

  /// The mult-adds of a node; empty if a custom layer does not tell.
  ///
  /// @throws ArithmeticException if they exceed `Long.MAX_VALUE`
  static OptionalLong of(Node node) {
    return switch (node.layer()) {
      case ConvTranspose2d layer ->
          product(layer.weightShape().elements(), positions(node.input().shape()));
      case Convolution layer ->
          product(layer.weightShape().elements(), positions(node.output().shape()));
      case Linear layer -> product(layer.inFeatures(), node.output().shape().elements());
      case MatMul _ -> product(columns(node.input().shape()), node.output().shape().elements());
      case CustomLayer layer -> layer.multAdds(node.inputs().stream().map(Value::shape).toList());
      case BatchNorm2d _,
          Activation _,
          Pool2d _,
          GlobalAveragePool _,
          Resize _,
          MaxUnpool2d _,
          Elementwise _,
          MathFunction _,
          Select _,
          ArgMax _,
          Cast _,
          Concat _,
          Pad _,
          Reinterpret _,
          Transpose _,
          Slice _,
          Softmax _,
          Constant _,
          Identity _ ->
          known(0);
    };
  }

  /// The mult-adds of some nodes; empty if one of them does not tell, or they are too many to count.
  static OptionalLong of(Collection<Node> nodes) {
    long sum = 0;
    try {
      for (Node node : nodes) {
        OptionalLong own = of(node);
        if (own.isEmpty()) {
          return own;
        }
        sum = Math.addExact(sum, own.getAsLong());
      }
    } catch (ArithmeticException tooMany) {
      return OptionalLong.empty();
    }
    return known(sum);
  }

  private static OptionalLong product(long weights, long times) {
    return known(Math.multiplyExact(weights, times));
  }

  private static OptionalLong known(long count) {
    return OptionalLong.of(count);
  }

  private static long positions(Shape map) {
    return map.elements() / map.c();
  }

  private static long columns(Shape matrix) {
    return matrix.dim(matrix.rank() - 1);
  }
}
