package dev.twofold.graph;

import static dev.twofold.graph.Infer.image;
import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refused;
import static dev.twofold.graph.Infer.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionTest {

  private static final Window SAME = Window.same(3);

  static Stream<Convolution> kinds() {
    return Stream.of(
        new DepthwiseConv2d(4, 2, SAME, false),
        new PointwiseConv2d(4, 8, false),
        new Conv2d(4, 8, SAME, 2, false),
        new ConvTranspose2d(4, 8, SAME, 0, 0, 2, false));
  }

  @Test
  void of_oneGroupPerChannel_isDepthwise() {
    assertEquals(new DepthwiseConv2d(32, 1, SAME, true), Convolution.of(32, 32, SAME, 32, true));
    assertEquals(new DepthwiseConv2d(32, 2, SAME, false), Convolution.of(32, 64, SAME, 32, false));
    assertEquals(
        new DepthwiseConv2d(32, 1, Window.of(1), false),
        Convolution.of(32, 32, Window.of(1), 32, false));
  }

  @Test
  void of_oneByOneWindow_isPointwise() {
    assertEquals(new PointwiseConv2d(32, 64, true), Convolution.of(32, 64, Window.of(1), 1, true));
    assertEquals(new PointwiseConv2d(1, 1, true), Convolution.of(1, 1, Window.of(1), 1, true));
  }

  @Test
  void of_anythingElse_isRegularOrGrouped() {
    Window strided = Window.of(1).withStride(2);
    assertInstanceOf(Conv2d.class, Convolution.of(32, 64, strided, 1, false));
    assertInstanceOf(Conv2d.class, Convolution.of(32, 64, SAME, 1, false));
    assertInstanceOf(Conv2d.class, Convolution.of(32, 64, Window.of(1), 4, false));
    assertInstanceOf(Conv2d.class, Convolution.of(1, 8, SAME, 1, false));
  }

  @Test
  void factories_shortForms_haveNoBias() {
    assertEquals(new DepthwiseConv2d(8, 1, SAME, false), Convolution.depthwise(8, SAME));
    assertEquals(new PointwiseConv2d(8, 4, false), Convolution.pointwise(8, 4));
    assertEquals(new Conv2d(3, 8, SAME, 1, false), Convolution.regular(3, 8, SAME));
    assertEquals(new PointwiseConv2d(3, 8, false), Convolution.regular(3, 8, Window.of(1)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void withBias_anyKind_addsItsSpec(Convolution plain) {
    assertEquals(List.of("weight"), names(plain));
    assertEquals(List.of("weight", "bias"), names(plain.withBias()));
    ParameterSpec bias = plain.withBias().parameters().get(1);
    assertEquals(Shape.of(plain.outChannels()), bias.shape());
    assertEquals(ParameterSpec.Role.BIAS, bias.role());
    assertEquals(plain.withBias(), plain.withBias().withBias());
  }

  private static List<String> names(Convolution layer) {
    return layer.parameters().stream().map(ParameterSpec::name).toList();
  }

  @Test
  void weightShape_eachKind_isPyTorchs() {
    assertEquals(Shape.nchw(8, 1, 3, 3), new DepthwiseConv2d(4, 2, SAME, false).weightShape());
    assertEquals(Shape.nchw(8, 4, 1, 1), new PointwiseConv2d(4, 8, false).weightShape());
    assertEquals(Shape.nchw(8, 2, 3, 3), new Conv2d(4, 8, SAME, 2, false).weightShape());
    assertEquals(
        Shape.nchw(4, 4, 3, 3), new ConvTranspose2d(4, 8, SAME, 0, 0, 2, false).weightShape());
  }

  /// The first layers of MobileNetV1 (arXiv:1704.04861, table 1).
  @Test
  void outputs_mobileNet_hasThePublishedShapes() {
    infers(image(32, 112, 112), Convolution.regular(3, 32, SAME.withStride(2)), image(3, 224, 224));
    infers(image(32, 112, 112), Convolution.depthwise(32, SAME), image(32, 112, 112));
    infers(image(64, 112, 112), Convolution.pointwise(32, 64), image(32, 112, 112));
    infers(image(64, 56, 56), Convolution.depthwise(64, SAME.withStride(2)), image(64, 112, 112));
  }

  @Test
  void outputs_multiplierAndBatch_areKept() {
    infers(
        Shape.nchw(5, 8, 4, 6),
        new DepthwiseConv2d(4, 2, Window.of(3, 1), true),
        Shape.nchw(5, 4, 6, 6));
  }

  @Test
  void outputs_transposed_growsTheMap() {
    Window window = Window.of(4).withStride(2).withPadding(1);
    infers(image(16, 8, 10), new ConvTranspose2d(32, 16, window, 0, 2, 1, false), image(32, 4, 4));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void outputs_otherChannels_isRefused(Convolution layer) {
    refuses("input [1, 3, 8, 8] has 3 channels, but its weights are for 4", layer, image(3, 8, 8));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void outputs_noImageOfFloats_isRefused(Convolution layer) {
    refuses("input [4, 8] has rank 2, but an image [N, C, H, W] is needed", layer, Shape.of(4, 8));
    refuses(
        "input [1, 4, 8, 8] INT32 is not FLOAT32",
        layer,
        List.of(TensorType.int32(image(4, 8, 8))));
    refuses("takes 1 input, got 0", layer);
    refuses("takes 1 input, got 2", layer, image(4, 8, 8), image(4, 8, 8));
  }

  @Test
  void outputs_smallMap_isRefused() {
    refuses(
        "input height 2 with padding 0+0 is smaller than the kernel's 3",
        new Conv2d(4, 8, Window.of(3), 1, false),
        image(4, 2, 8));
    refuses(
        "output height would be 0, which is no extent of a tensor",
        new ConvTranspose2d(4, 8, Window.of(2).withPadding(1), 0, 0, 1, false),
        image(4, 1, 8));
  }

  @Test
  void constructor_channelsOrGroups_areChecked() {
    refused("input channels must be at least 1, got 0", () -> new Conv2d(0, 1, SAME, 1, false));
    refused("output channels must be at least 1, got 0", () -> new Conv2d(1, 0, SAME, 1, false));
    refused("groups must be at least 1, got 0", () -> new Conv2d(1, 1, SAME, 0, false));
    refused(
        "groups must divide input and output channels, got 3 groups of 6 -> 8 channels",
        () -> new Conv2d(6, 8, SAME, 3, false));
    refused(
        "groups must divide input and output channels, got 2 groups of 3 -> 2 channels",
        () -> new ConvTranspose2d(3, 2, SAME, 0, 0, 2, false));
    refused("input channels must be at least 1, got -1", () -> new PointwiseConv2d(-1, 2, false));
    refused("output channels must be at least 1, got 0", () -> new PointwiseConv2d(1, 0, false));
    refused("channels must be at least 1, got 0", () -> new DepthwiseConv2d(0, 1, SAME, false));
    refused(
        "channel multiplier must be at least 1, got 0",
        () -> new DepthwiseConv2d(1, 0, SAME, false));
    refused(
        "output channels would be 4294967296, which is no extent of a tensor",
        () -> new DepthwiseConv2d(65536, 65536, SAME, false));
    refused(
        "vertical output padding must be at least 0, got -1",
        () -> new ConvTranspose2d(1, 1, SAME, -1, 0, 1, false));
    refused(
        "horizontal output padding must be at least 0, got -1",
        () -> new ConvTranspose2d(1, 1, SAME, 0, -1, 1, false));
  }

  @Test
  void kind_eachKind_isItsName() {
    assertEquals(
        List.of("DepthwiseConv2d", "PointwiseConv2d", "Conv2d", "ConvTranspose2d"),
        kinds().map(Layer::kind).toList());
  }
}
