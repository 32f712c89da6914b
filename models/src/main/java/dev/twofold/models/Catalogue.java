package dev.twofold.models;

import dev.twofold.graph.Graph;
import dev.twofold.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BiFunction;

/// The table of models.
final class Catalogue {

  private static final int FROM_OPTION = 0;
  private static final int RGB = 3;

  static final List<ModelInfo> MODELS =
      List.of(
          new ModelInfo(
              "conv",
              "one regular convolution, without bias, padded by half the kernel",
              FROM_OPTION,
              options("in", "16", "out", "32", "kernel", "3", "stride", "1", "size", "128"),
              SingleLayers::conv),
          new ModelInfo(
              "separable",
              "one depthwise-separable convolution: depthwise, then pointwise, without bias",
              FROM_OPTION,
              options("in", "16", "out", "32", "kernel", "3", "stride", "1", "size", "128"),
              SingleLayers::separable),
          rgb(
              "segnet",
              "SegNet of the article, regular convolutions: image segmentation",
              SegNet::regular,
              "classes",
              "3",
              "size",
              "128"),
          rgb(
              "segnet-separable",
              "SegNet of the article, depthwise-separable convolutions",
              SegNet::separable,
              "classes",
              "3",
              "size",
              "128"),
          classifier(
              "mobilenet-v1",
              "MobileNetV1 (arXiv:1704.04861): depthwise-separable convolutions",
              MobileNetV1::separable),
          classifier(
              "mobilenet-v1-full-conv",
              "MobileNetV1 with full convolutions in place of depthwise-separable ones",
              MobileNetV1::fullConvolutions),
          classifier(
              "mobilenet-v1-shallow",
              "MobileNetV1 without the five blocks of 14 x 14 x 512",
              MobileNetV1::shallow),
          classifier(
              "mobilenet-v2",
              "MobileNetV2 (arXiv:1801.04381): inverted residuals",
              MobileNetV2::graph),
          classifier(
              "mobilenet-v3-large",
              "MobileNetV3-Large (arXiv:1905.02244): squeeze-and-excitation, hard swish",
              MobileNetV3::large),
          classifier(
              "mobilenet-v3-small", "MobileNetV3-Small (arXiv:1905.02244)", MobileNetV3::small),
          classifier(
              "shufflenet-v2",
              "ShuffleNetV2 (arXiv:1807.11164): split and shuffled channels",
              ShuffleNetV2::graph),
          classifier("mnasnet", "MNASNet-B1 (arXiv:1807.11626): found by search", MnasNet::graph),
          rgb(
              "efficientnet-b0",
              "EfficientNet-B0 (arXiv:1905.11946)",
              EfficientNet::b0,
              "classes",
              "1000",
              "size",
              "224"),
          rgb(
              "xception",
              "Xception (arXiv:1610.02357): depthwise-separable residual blocks",
              Xception::graph,
              "classes",
              "1000",
              "size",
              "299"),
          rgb(
              "resnet18",
              "ResNet-18 (arXiv:1512.03385)",
              ResNet::resNet18,
              "classes",
              "1000",
              "size",
              "224"),
          rgb(
              "resnet50",
              "ResNet-50 (arXiv:1512.03385)",
              ResNet::resNet50,
              "classes",
              "1000",
              "size",
              "224"),
          rgb("vgg16", "VGG-16 (arXiv:1409.1556)", Vgg16::graph, "classes", "1000", "size", "224"),
          rgb(
              "unet",
              "U-Net (arXiv:1505.04597) with transposed convolutions: image segmentation",
              UNet::graph,
              "classes",
              "2",
              "size",
              "512"),
          rgb(
              "deeplab-v3-plus",
              "DeepLabV3+ (arXiv:1802.02611) on MobileNetV2: image segmentation",
              DeepLabV3Plus::graph,
              "classes",
              "21",
              "size",
              "512"));

  private Catalogue() {}

  /// A classifier of 224 x 224 images with a width multiplier.
  private static ModelInfo classifier(
      String name, String description, BiFunction<Settings, Shape, Graph> builder) {
    return rgb(name, description, builder, "width", "1.0", "classes", "1000", "size", "224");
  }

  private static ModelInfo rgb(
      String name,
      String description,
      BiFunction<Settings, Shape, Graph> builder,
      String... options) {
    return new ModelInfo(name, description, RGB, options(options), builder);
  }

  /// @param pairs names and defaults in turn
  private static SequencedMap<String, String> options(String... pairs) {
    SequencedMap<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      options.put(pairs[i], pairs[i + 1]);
    }
    return options;
  }
}
