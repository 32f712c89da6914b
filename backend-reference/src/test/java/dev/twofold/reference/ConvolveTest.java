package dev.twofold.reference;

import static dev.twofold.reference.Runs.assertTensor;
import static dev.twofold.reference.Runs.map;
import static dev.twofold.reference.Runs.run;

import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConvolveTest {

  private static Map<String, Tensor> weight(Shape shape, float... values) {
    return Map.of("weight", Tensor.of(shape, values));
  }

  private static Map<String, Tensor> weight(Tensor weight, float... bias) {
    return Map.of("weight", weight, "bias", Tensor.of(Shape.of(bias.length), bias));
  }

  private static Conv2d single(Window window) {
    return new Conv2d(1, 1, window, 1, false);
  }

  private static ConvTranspose2d transposed(Window window, int extraColumns) {
    return new ConvTranspose2d(1, 1, window, 0, extraColumns, 1, false);
  }

  @Test
  void direct_twoByTwoKernel_weightsTheElementsUnderIt() {
    Tensor x = map(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Tensor y = run(single(Window.of(2)), weight(Shape.nchw(1, 1, 2, 2), 1, 2, 3, 4), x);
    assertTensor(y, Shape.nchw(1, 1, 2, 2), 37, 47, 67, 77);
  }

  @Test
  void direct_leftPaddingStrideAndDilation_stepsOverColumns() {
    Window window = Window.of(1, 2).withStride(1, 2).withPadding(0, 1, 0, 0).withDilation(1, 2);
    Tensor y =
        run(single(window), weight(Shape.nchw(1, 1, 1, 2), 1, 10), map(1, 6, 1, 2, 3, 4, 5, 6));
    assertTensor(y, Shape.nchw(1, 1, 1, 3), 20, 42, 64);
  }

  @Test
  void direct_bottomPadding_readsZerosBelow() {
    Window window = Window.of(2, 1).withPadding(0, 0, 1, 0);
    Tensor y = run(single(window), weight(Shape.nchw(1, 1, 2, 1), 1, 10), map(4, 1, 1, 2, 3, 4));
    assertTensor(y, Shape.nchw(1, 1, 4, 1), 21, 32, 43, 4);
  }

  @Test
  void direct_verticalStrideAndDilation_stepsOverRows() {
    Window window = Window.of(2, 1).withStride(2, 1).withDilation(2, 1);
    Tensor y = run(single(window), weight(Shape.nchw(1, 1, 2, 1), 1, 10), map(5, 1, 1, 2, 3, 4, 5));
    assertTensor(y, Shape.nchw(1, 1, 2, 1), 31, 53);
  }

  @Test
  void direct_kernelLargerThanMap_usesItsCentre() {
    Tensor y =
        run(
            single(Window.same(3)),
            weight(Shape.nchw(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9),
            map(1, 1, 5));
    assertTensor(y, Shape.nchw(1, 1, 1, 1), 25);
  }

  @Test
  void direct_strideAboveKernel_skipsElements() {
    Window window = Window.of(1).withStride(3);
    Tensor y = run(single(window), weight(Shape.nchw(1, 1, 1, 1), 2), map(1, 5, 1, 2, 3, 4, 5));
    assertTensor(y, Shape.nchw(1, 1, 1, 2), 2, 8);
  }

  @Test
  void direct_paddingOverNan_isNotRead() {
    Tensor y =
        run(
            single(Window.of(1, 2).withPadding(0, 1, 0, 0)),
            weight(Shape.nchw(1, 1, 1, 2), Float.POSITIVE_INFINITY, 1),
            map(1, 1, 7));
    assertTensor(y, Shape.nchw(1, 1, 1, 1), 7);
  }

  @Test
  void direct_twoGroups_keepsThemApart() {
    Tensor x = Tensor.of(Shape.nchw(1, 4, 1, 1), 1, 2, 3, 4);
    Tensor y =
        run(
            new Conv2d(4, 2, Window.of(1), 2, false),
            weight(Shape.nchw(2, 2, 1, 1), 1, 2, 3, 4),
            x);
    assertTensor(y, Shape.nchw(1, 2, 1, 1), 5, 25);
  }

  @Test
  void direct_pointwiseWithBias_isAMatrixPerPixel() {
    Tensor x = Tensor.of(Shape.nchw(1, 2, 1, 2), 1, 2, 3, 4);
    Tensor y =
        run(
            new PointwiseConv2d(2, 2, true),
            weight(Tensor.of(Shape.nchw(2, 2, 1, 1), 1, 10, -1, 2), 100, 200),
            x);
    assertTensor(y, Shape.nchw(1, 2, 1, 2), 131, 142, 205, 206);
  }

  @Test
  void direct_batchOfTwo_treatsImagesAlike() {
    Tensor x = Tensor.of(Shape.nchw(2, 2, 1, 1), 1, 2, 3, 4);
    Tensor y = run(new PointwiseConv2d(2, 1, false), weight(Shape.nchw(1, 2, 1, 1), 1, 10), x);
    assertTensor(y, Shape.nchw(2, 1, 1, 1), 21, 43);
  }

  @Test
  void direct_depthwiseWithMultiplierTwo_givesTwoChannelsPerChannel() {
    Tensor x = Tensor.of(Shape.nchw(1, 2, 1, 3), 1, 2, 3, 4, 5, 6);
    Tensor y =
        run(
            new DepthwiseConv2d(2, 2, Window.of(1, 2), false),
            weight(Shape.nchw(4, 1, 1, 2), 1, 1, 1, -1, 2, 0, 0, 3),
            x);
    assertTensor(y, Shape.nchw(1, 4, 1, 2), 3, 5, -1, -1, 8, 10, 15, 18);
  }

  @Test
  void direct_longSumOfSmallAndLarge_isRoundedOnce() {
    Tensor x = Tensor.of(Shape.nchw(1, 3, 1, 1), 1e8f, 1, -1e8f);
    Tensor y = run(new PointwiseConv2d(3, 1, false), weight(Shape.nchw(1, 3, 1, 1), 1, 1, 1), x);
    assertTensor(y, Shape.nchw(1, 1, 1, 1), 1);
  }

  @Test
  void transposed_strideOne_addsOverlappingPatches() {
    Tensor y =
        run(
            transposed(Window.of(1, 3), 0),
            weight(Shape.nchw(1, 1, 1, 3), 1, 10, 100),
            map(1, 2, 1, 2));
    assertTensor(y, Shape.nchw(1, 1, 1, 4), 1, 12, 120, 200);
  }

  @Test
  void transposed_strideTwo_spreadsPatches() {
    Tensor y =
        run(
            transposed(Window.of(1, 3).withStride(1, 2), 0),
            weight(Shape.nchw(1, 1, 1, 3), 1, 10, 100),
            map(1, 2, 1, 2));
    assertTensor(y, Shape.nchw(1, 1, 1, 5), 1, 10, 102, 20, 200);
  }

  @Test
  void transposed_paddingAndOutputPadding_cutsAndExtends() {
    Tensor y =
        run(
            transposed(Window.of(1, 3).withStride(1, 2).withPadding(0, 1, 0, 1), 1),
            weight(Shape.nchw(1, 1, 1, 3), 1, 10, 100),
            map(1, 2, 1, 2));
    assertTensor(y, Shape.nchw(1, 1, 1, 4), 10, 102, 20, 200);
  }

  @Test
  void transposed_outputPaddingBehindAllPatches_isBiasOnly() {
    ConvTranspose2d layer = new ConvTranspose2d(1, 1, Window.of(1).withStride(2), 1, 1, 1, true);
    Tensor y = run(layer, weight(Tensor.of(Shape.nchw(1, 1, 1, 1), 3), 5), map(1, 1, 2));
    assertTensor(y, Shape.nchw(1, 1, 2, 2), 11, 5, 5, 5);
  }

  @Test
  void transposed_dilation_spreadsEveryOtherElement() {
    Tensor y =
        run(
            transposed(Window.of(1, 2).withDilation(1, 2), 0),
            weight(Shape.nchw(1, 1, 1, 2), 1, 10),
            map(1, 2, 1, 2));
    assertTensor(y, Shape.nchw(1, 1, 1, 4), 1, 2, 10, 20);
  }

  @Test
  void transposed_twoChannelsWithBias_weightsAreInputMajor() {
    Tensor x = Tensor.of(Shape.nchw(1, 2, 1, 1), 1, 10);
    Tensor y =
        run(
            new ConvTranspose2d(2, 2, Window.of(1), 0, 0, 1, true),
            weight(Tensor.of(Shape.nchw(2, 2, 1, 1), 1, 2, 3, 4), 100, 200),
            x);
    assertTensor(y, Shape.nchw(1, 2, 1, 1), 131, 242);
  }

  @Test
  void transposed_twoGroups_keepsThemApart() {
    Tensor x = Tensor.of(Shape.nchw(1, 2, 1, 1), 1, 2);
    Tensor y =
        run(
            new ConvTranspose2d(2, 4, Window.of(1), 0, 0, 2, false),
            weight(Shape.nchw(2, 2, 1, 1), 3, 4, 5, 6),
            x);
    assertTensor(y, Shape.nchw(1, 4, 1, 1), 3, 4, 10, 12);
  }
}
