package dev.twofold.tck;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Layer;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Value;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Small networks of the kinds that backends are for.
final class Networks {

  private static final Activation BOUNDED = Activation.clip(-4, 4);

  private Networks() {}

  static SequencedMap<String, Graph> all() {
    SequencedMap<String, Graph> networks = new TreeMap<>();
    networks.put("depthwise-separable", separable());
    networks.put("inverted-residual", invertedResidual(1));
    networks.put("inverted-residual-s2", invertedResidual(2));
    networks.put("residual-activation-last", residual());
    networks.put("segnet", segnet());
    networks.put("skip-connection", skip());
    return networks;
  }

  /// Two depthwise-separable blocks; the node `middle` lies between others.
  static Graph separable() {
    GraphBuilder net = Graph.builder("DepthwiseSeparable");
    Value x = net.input("x", Shape.nchw(1, 5, 9, 8));
    Value a = net.add("depthwise", Convolution.depthwise(5, Window.same(3)).withBias(), x);
    Value b = net.add("pointwise", Convolution.pointwise(5, 17).withBias(), a);
    Value c = net.add("relu", Activation.RELU6, b);
    Value d = net.add("middle", Convolution.depthwise(17, Window.same(3).withStride(2)), c);
    Value e = net.add("last", Convolution.pointwise(17, 9).withBias(), d);
    return net.output(net.add("relu2", Activation.RELU, e)).build();
  }

  private static Value block(GraphBuilder net, String name, Layer layer, Value x) {
    Value y = net.add(name, layer, x);
    return net.add(name + ".bn", new BatchNorm2d(y.shape().c(), 0), y);
  }

  /// Sandler et al., arXiv:1801.04381: expansion, depthwise, linear bottleneck, residual.
  private static Graph invertedResidual(int stride) {
    GraphBuilder net = Graph.builder("InvertedResidual");
    Value x = net.input("x", Shape.nchw(1, 8, 7, 7));
    Value a =
        net.add("relu1", Activation.RELU6, block(net, "expand", Convolution.pointwise(8, 48), x));
    Window window = Window.same(3).withStride(stride);
    Value b =
        net.add(
            "relu2",
            Activation.RELU6,
            block(net, "depthwise", Convolution.depthwise(48, window), a));
    Value c = block(net, "project", Convolution.pointwise(48, 8), b);
    return net.output(stride == 1 ? net.add("add", Elementwise.ADD, x, c) : c).build();
  }

  /// He et al., arXiv:1512.03385: the activation stands behind the addition.
  private static Graph residual() {
    GraphBuilder net = Graph.builder("Residual");
    Value x = net.input("x", Shape.nchw(2, 7, 6, 5));
    Value a =
        net.add(
            "relu1", BOUNDED, block(net, "first", new Conv2d(7, 7, Window.same(3), 1, false), x));
    Value b = block(net, "second", new Conv2d(7, 7, Window.same(3), 1, false), a);
    return net.output(net.add("relu2", Activation.RELU, net.add("add", Elementwise.ADD, b, x)))
        .build();
  }

  /// Badrinarayanan et al., arXiv:1511.00561: pooling indices lead the decoder back.
  private static Graph segnet() {
    GraphBuilder net = Graph.builder("SegNet");
    Value x = net.input("x", Shape.nchw(1, 3, 11, 10));
    Value a =
        net.add(
            "relu1", BOUNDED, block(net, "encode1", new Conv2d(3, 8, Window.same(3), 1, false), x));
    Window half = Window.of(2).withStride(2);
    Node pool1 = net.call("pool1", Pool2d.maxWithIndices(half), a);
    Value b =
        net.add(
            "relu2",
            BOUNDED,
            block(net, "encode2", new Conv2d(8, 16, Window.same(3), 1, false), pool1.output()));
    Node pool2 = net.call("pool2", Pool2d.maxWithIndices(half), b);
    Value c =
        net.add("unpool2", MaxUnpool2d.to(half, b.shape()), pool2.output(), pool2.outputs().get(1));
    Value d =
        net.add(
            "relu3",
            BOUNDED,
            block(net, "decode2", new Conv2d(16, 8, Window.same(3), 1, false), c));
    Value e = net.add("unpool1", MaxUnpool2d.to(half, a.shape()), d, pool1.outputs().get(1));
    return net.output(net.add("classes", new Conv2d(8, 3, Window.same(3), 1, true), e)).build();
  }

  private static Graph skip() {
    GraphBuilder net = Graph.builder("Skip");
    Value x = net.input("x", Shape.nchw(1, 4, 8, 6));
    Value a =
        net.add("relu", BOUNDED, net.add("stem", Convolution.regular(4, 8, Window.same(3)), x));
    Value down = net.add("pool", Pool2d.max(Window.of(2).withStride(2)), a);
    Value deep = net.add("deep", Convolution.depthwise(8, Window.same(3)), down);
    Value up = net.add("up", Resize.nearest(2), deep);
    Value joined = net.add("concat", Concat.CHANNELS, a, up);
    return net.output(net.add("head", Convolution.pointwise(16, 3).withBias(), joined)).build();
  }

  /// A graph with seeded weights.
  static Model model(Graph graph, Data data) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      Weights own = data.weights(node.layer(), node.name().hashCode());
      for (ParameterSpec spec : node.layer().parameters()) {
        tensors.put(node.weightName(spec), own.get(spec.name()));
      }
    }
    return new Model(graph, Weights.of(tensors));
  }

  /// The same graph with every value as an output, so that nothing can be fused.
  static Graph unfused(Graph graph) {
    GraphBuilder builder = Graph.builder(graph.name());
    Map<Value, Value> known = new LinkedHashMap<>();
    graph.inputs().forEach(in -> known.put(in, builder.input(in.name(), in.type())));
    for (Node node : graph.nodes()) {
      List<Value> inputs = node.inputs().stream().map(known::get).toList();
      Node copy = builder.call(node.name(), node.layer(), inputs.toArray(Value[]::new));
      for (int i = 0; i < node.outputs().size(); i++) {
        known.put(node.outputs().get(i), copy.outputs().get(i));
      }
    }
    graph.outputs().forEach((name, value) -> builder.output(name, renewed(known, value)));
    for (Node node : graph.nodes()) {
      node.outputs().stream()
          .filter(value -> !graph.outputs().containsValue(value))
          .forEach(value -> builder.output("all." + value.name(), renewed(known, value)));
    }
    return builder.build();
  }

  private static Value renewed(Map<Value, Value> known, Value value) {
    return Objects.requireNonNull(known.get(value), value.name());
  }
}
