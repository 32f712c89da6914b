package dev.twofold.cost;

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
import dev.twofold.graph.Graph;
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
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// How many rows and columns of the network's input an element of a feature map can depend on, not
/// cut at the input's border. A custom layer counts as looking at one place only, since it does not
/// tell where it looks.
///
/// @param rows the rows; infinite behind an operation that sees the whole map
/// @param columns the columns; infinite behind an operation that sees the whole map
/// @param strideH rows of the input between two rows of the map
/// @param strideW columns of the input between two columns of the map
public record ReceptiveField(double rows, double columns, double strideH, double strideW) {

  /// That of the network's input: one element.
  public static final ReceptiveField INPUT = new ReceptiveField(1, 1, 1, 1);

  /// The receptive fields of the first outputs of all calls, by the calls' names and in call order.
  public static SequencedMap<String, ReceptiveField> of(Graph graph) {
    Map<String, ReceptiveField> fields = new HashMap<>();
    SequencedMap<String, ReceptiveField> byNode = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      ReceptiveField in =
          node.inputs().stream()
              .map(value -> fields.getOrDefault(value.name(), INPUT))
              .reduce(ReceptiveField::or)
              .orElse(INPUT);
      ReceptiveField out = in.through(node);
      node.outputs().forEach(value -> fields.put(value.name(), out));
      byNode.put(node.name(), out);
    }
    return byNode;
  }

  /// Whether every element can depend on the whole input.
  public boolean isWhole() {
    return Double.isInfinite(rows) && Double.isInfinite(columns);
  }

  private ReceptiveField or(ReceptiveField other) {
    return new ReceptiveField(
        Math.max(rows, other.rows), Math.max(columns, other.columns), strideH, strideW);
  }

  private ReceptiveField through(Node node) {
    return switch (node.layer()) {
      case ConvTranspose2d layer -> spread(layer.window());
      case Convolution layer -> slide(layer.window());
      case Pool2d layer -> slide(layer.window());
      case MaxUnpool2d layer ->
          new ReceptiveField(
              rows,
              columns,
              strideH / layer.window().strideH(),
              strideW / layer.window().strideW());
      case Resize layer -> resampled(layer, node);
      case GlobalAveragePool _, Linear _, MatMul _ ->
          new ReceptiveField(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, strideH, strideW);
      case BatchNorm2d _,
          Activation _,
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
          Identity _,
          CustomLayer _ ->
          this;
    };
  }

  private ReceptiveField slide(Window window) {
    return new ReceptiveField(
        rows + window.dilationH() * (window.kernelH() - 1) * strideH,
        columns + window.dilationW() * (window.kernelW() - 1) * strideW,
        strideH * window.strideH(),
        strideW * window.strideW());
  }

  /// An output of a transposed convolution is met by every `stride`-th element of the kernel.
  private ReceptiveField spread(Window window) {
    int metH = window.dilationH() * (window.kernelH() - 1) / window.strideH();
    int metW = window.dilationW() * (window.kernelW() - 1) / window.strideW();
    return new ReceptiveField(
        rows + metH * strideH,
        columns + metW * strideW,
        strideH / window.strideH(),
        strideW / window.strideW());
  }

  private ReceptiveField resampled(Resize layer, Node node) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    int neighbours =
        switch (layer.mode()) {
          case NEAREST -> 0;
          case LINEAR -> 1;
          case CUBIC -> 3;
        };
    return new ReceptiveField(
        rows + neighbours * strideH,
        columns + neighbours * strideW,
        strideH * in.h() / out.h(),
        strideW * in.w() / out.w());
  }
}
