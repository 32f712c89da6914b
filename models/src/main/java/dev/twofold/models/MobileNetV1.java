package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;

/// MobileNetV1 (Howard et al., arXiv:1704.04861): a stem and 13 depthwise-separable convolutions,
/// with batch normalisation and ReLU behind every fold.
///
/// At width 1.0 and 224 x 224: 4,231,976 params, 568,740,352 mult-adds. The variant with full
/// convolutions: 29,294,088 and 4,867,293,184; the shallow one, without the five blocks of 14 x 14
/// x 512: 2,887,976 and 307,323,392.
final class MobileNetV1 {

  /// A run of equal blocks.
  private record Row(int out, int stride, int repeats) {}

  private static final int STEM = 32;
  private static final int LEAST_CHANNELS = 8;

  private static final List<Row> HEAD =
      List.of(
          new Row(64, 1, 1),
          new Row(128, 2, 1),
          new Row(128, 1, 1),
          new Row(256, 2, 1),
          new Row(256, 1, 1),
          new Row(512, 2, 1));
  private static final List<Row> MIDDLE = List.of(new Row(512, 1, 5));
  private static final List<Row> TAIL = List.of(new Row(1024, 2, 1), new Row(1024, 1, 1));

  private final Net net;
  private final double width;
  private final boolean fullConvolutions;
  private int index;

  private MobileNetV1(Settings settings, Shape input, boolean fullConvolutions) {
    this.net = new Net("MobileNetV1", input);
    this.width = settings.factor("width");
    this.fullConvolutions = fullConvolutions;
  }

  static Graph separable(Settings settings, Shape input) {
    return new MobileNetV1(settings, input, false)
        .graph(List.of(HEAD, MIDDLE, TAIL), settings.integer("classes"));
  }

  static Graph fullConvolutions(Settings settings, Shape input) {
    return new MobileNetV1(settings, input, true)
        .graph(List.of(HEAD, MIDDLE, TAIL), settings.integer("classes"));
  }

  static Graph shallow(Settings settings, Shape input) {
    return new MobileNetV1(settings, input, false)
        .graph(List.of(HEAD, TAIL), settings.integer("classes"));
  }

  private Graph graph(List<List<Row>> parts, int classes) {
    Value x = net.input();
    try (var _ = net.container("features", "Sequential")) {
      x = full(x, channels(STEM), 2);
      for (Row row : parts.stream().flatMap(List::stream).toList()) {
        for (int i = 0; i < row.repeats(); i++) {
          x = block(x, channels(row.out()), row.stride());
        }
      }
    }
    x = net.flatten(net.add("avgpool", new GlobalAveragePool(), x));
    return net.output(net.linear("classifier", x, classes));
  }

  private Value block(Value x, int out, int stride) {
    return fullConvolutions ? full(x, out, stride) : folded(x, out, stride);
  }

  private Value full(Value x, int out, int stride) {
    try (var _ = net.container(Integer.toString(index++), "ConvNormReLU")) {
      Value y = net.conv("conv", x, out, Window.same(3).withStride(stride), 1);
      return net.add("relu", Activation.RELU, net.norm("bn", y));
    }
  }

  private Value folded(Value x, int out, int stride) {
    try (var _ = net.container(Integer.toString(index++), "DepthwiseSeparable")) {
      Value y = net.depthwise("depthwise", x, Window.same(3).withStride(stride));
      y = net.add("relu1", Activation.RELU, net.norm("bn1", y));
      y = net.pointwise("pointwise", y, out);
      return net.add("relu2", Activation.RELU, net.norm("bn2", y));
    }
  }

  private int channels(int full) {
    return Math.max((int) (full * width), LEAST_CHANNELS);
  }
}
