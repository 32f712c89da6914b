package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Concat;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// DeepLabV3+ (Chen et al., arXiv:1802.02611) on MobileNetV2 at output stride 16: atrous spatial
/// pyramid pooling and a decoder, both with depthwise-separable convolutions.
final class DeepLabV3Plus {

  private static final int LOW_LEVEL_BLOCK = 3;
  private static final int LOW_LEVEL_CHANNELS = 48;
  private static final int CHANNELS = 256;
  private static final int OUTPUT_STRIDE = 16;
  private static final List<Integer> RATES = List.of(6, 12, 18);

  /// What the backbone hands on: maps at stride 4 and at stride 16.
  private record Features(Value low, Value high) {}

  private final Net net;

  private DeepLabV3Plus(Net net) {
    this.net = net;
  }

  static Graph graph(Settings settings, Shape input) {
    return new DeepLabV3Plus(new Net("DeepLabV3Plus", input)).graph(settings.integer("classes"));
  }

  private Graph graph(int classes) {
    Features features = backbone();
    Value x = pyramid(features.high());
    x = decoder(features.low(), x, classes);
    Shape in = net.input().shape();
    return net.output(net.function("upsample", Resize.linear(in.h(), in.w()), x));
  }

  /// MobileNetV2 without its last convolution; strides beyond 16 become dilation.
  private Features backbone() {
    try (var _ = net.container("backbone", "Sequential")) {
      Value x = MobileNetV2.stem(net, 0, net.input(), MobileNetV2.STEM);
      Value low = x;
      int index = 1;
      int reached = 2;
      int dilation = 1;
      for (MobileNetV2.Row row : MobileNetV2.ROWS) {
        for (int i = 0; i < row.repeats(); i++) {
          boolean strides = i == 0 && row.stride() > 1;
          int stride = strides && reached < OUTPUT_STRIDE ? row.stride() : 1;
          x = MobileNetV2.block(net, index, x, row.expansion(), row.out(), stride, dilation);
          dilation *= strides ? row.stride() / stride : 1;
          reached *= stride;
          low = index == LOW_LEVEL_BLOCK ? x : low;
          index++;
        }
      }
      return new Features(low, x);
    }
  }

  private Value pyramid(Value x) {
    try (var _ = net.container("aspp", "ASPP")) {
      net.channels(x);
      List<Value> branches = new ArrayList<>();
      branches.add(pointwise("conv", x, CHANNELS));
      for (int rate : RATES) {
        branches.add(separable("atrous" + rate, x, rate));
      }
      Value pooled = pointwise("pooled", net.add("pool", new GlobalAveragePool(), x), CHANNELS);
      Resize resize = Resize.linear(x.shape().h(), x.shape().w());
      branches.add(net.function("spread", resize, pooled));
      Value all = net.function("cat", Concat.CHANNELS, branches.toArray(Value[]::new));
      return net.add("dropout", Identity.DROPOUT, pointwise("project", all, CHANNELS));
    }
  }

  private Value decoder(Value low, Value high, int classes) {
    try (var _ = net.container("decoder", "Decoder")) {
      Value detail = pointwise("low_level", low, LOW_LEVEL_CHANNELS);
      Resize resize = Resize.linear(low.shape().h(), low.shape().w());
      Value context = net.function("upsample", resize, high);
      Value x = net.function("cat", Concat.CHANNELS, detail, context);
      x = separable("conv2", separable("conv1", x, 1), 1);
      return net.biasedConv("classifier", x, classes, Window.of(1));
    }
  }

  private Value pointwise(String name, Value x, int out) {
    return net.convNormActivation(name, x, out, Window.of(1), 1, Activation.RELU);
  }

  private Value separable(String name, Value x, int rate) {
    try (var _ = net.container(name, "DepthwiseSeparable")) {
      Window window = Window.of(3).withDilation(rate).withPadding(rate);
      Value y = net.norm("bn1", net.depthwise("depthwise", x, window));
      y = net.pointwise("pointwise", net.add("relu1", Activation.RELU, y), CHANNELS);
      return net.add("relu2", Activation.RELU, net.norm("bn2", y));
    }
  }
}
