package dev.twofold.models;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;

/// VGG-16 (Simonyan and Zisserman, arXiv:1409.1556) with torchvision's names.
///
/// At 224 x 224: 138,357,544 params and 15,470,264,320 mult-adds.
final class Vgg16 {

  /// Convolutions of one resolution, pooled at the end.
  private record Stage(int out, int convolutions) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(64, 2),
          new Stage(128, 2),
          new Stage(256, 3),
          new Stage(512, 3),
          new Stage(512, 3));

  private static final int HIDDEN = 4096;
  private static final int POOLED = 7;

  private Vgg16() {}

  static Graph graph(Settings settings, Shape input) {
    Net net = new Net("VGG", input);
    Value x = net.input();
    int index = 0;
    try (var _ = net.container("features", "Sequential")) {
      for (Stage stage : STAGES) {
        for (int i = 0; i < stage.convolutions(); i++) {
          x = net.biasedConv(Integer.toString(index++), x, stage.out(), Window.same(3));
          x = net.add(Integer.toString(index++), Activation.RELU, x);
        }
        x = net.add(Integer.toString(index++), Pool2d.max(Window.of(2).withStride(2)), x);
      }
    }
    return net.output(classifier(net, net.flatten(pooled(net, x)), settings.integer("classes")));
  }

  /// Adaptive pooling to 7 x 7; nothing to do for 224 x 224.
  private static Value pooled(Net net, Value x) {
    net.channels(x);
    int h = x.shape().h();
    int w = x.shape().w();
    if (h == POOLED && w == POOLED) {
      return net.add("avgpool", new Identity("AdaptiveAvgPool2d"), x);
    }
    if (h % POOLED != 0 || w % POOLED != 0) {
      throw new IllegalArgumentException(
          "model 'vgg16': given input shape %s, expected height and width of multiples of 224"
              .formatted(net.input().shape()));
    }
    Window window = Window.of(h / POOLED, w / POOLED).withStride(h / POOLED, w / POOLED);
    return net.add("avgpool", Pool2d.average(window), x);
  }

  private static Value classifier(Net net, Value x, int classes) {
    try (var _ = net.container("classifier", "Sequential")) {
      Value y = net.add("1", Activation.RELU, net.linear("0", x, HIDDEN));
      y = net.linear("3", net.add("2", Identity.DROPOUT, y), HIDDEN);
      y = net.add("5", Identity.DROPOUT, net.add("4", Activation.RELU, y));
      return net.linear("6", y, classes);
    }
  }
}
