package dev.twofold.graph;

import static dev.twofold.graph.Infer.floats;
import static dev.twofold.graph.Infer.image;
import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refused;
import static dev.twofold.graph.Infer.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolingTest {

  private static final Window HALF = Window.of(2).withStride(2);

  private static Pool2d max(Window window) {
    return Pool2d.max(window);
  }

  @Test
  void outputs_pooling_keepsImagesAndChannels() {
    infers(
        Shape.nchw(2, 64, 56, 56), max(Window.same(3).withStride(2)), Shape.nchw(2, 64, 112, 112));
    infers(image(8, 2, 2), Pool2d.average(HALF), image(8, 5, 5));
  }

  @Test
  void outputs_ceilMode_keepsTheRaggedEnd() {
    Pool2d ceil = new Pool2d(Pool2d.Reduction.AVERAGE, HALF, true, false, false);
    infers(image(8, 3, 2), ceil, image(8, 5, 4));
  }

  @Test
  void outputs_withIndices_areTwo() {
    Pool2d pool = Pool2d.maxWithIndices(HALF);
    assertEquals(2, pool.outputCount());
    assertEquals(
        List.of(TensorType.float32(image(8, 2, 3)), TensorType.int32(image(8, 2, 3))),
        pool.outputs(floats(image(8, 4, 6))));
  }

  @Test
  void outputs_noImage_isRefused() {
    refuses("input [8] has rank 1, but an image [N, C, H, W] is needed", max(HALF), Shape.of(8));
    refuses(
        "input height 1 with padding 0+0 is smaller than the kernel's 2",
        max(HALF),
        image(8, 1, 8));
    refuses("takes 1 input, got 0", max(HALF));
  }

  @Test
  void constructor_paddingOfAKernel_isRefused() {
    refused(
        "padding must be smaller than the kernel, got a window of 2x2 padding 2",
        () -> max(Window.of(2).withPadding(2)));
    refused(
        "padding must be smaller than the kernel, got a window of 2x3 padding 0,0,0,3",
        () -> max(Window.of(2, 3).withPadding(0, 0, 0, 3)));
    assertEquals(3, max(Window.of(3).withPadding(2)).window().kernelH());
    assertEquals(2, max(Window.of(2).withDilation(3).withPadding(3)).window().kernelH());
    assertEquals(1 << 30, max(Window.of(3).withDilation(1 << 30)).window().dilationH());
  }

  @Test
  void constructor_meanWithIndicesOrDilation_isRefused() {
    refused(
        "only max pooling has indices",
        () -> new Pool2d(Pool2d.Reduction.AVERAGE, HALF, false, false, true));
    refused(
        "average pooling has no dilation, got 2x2 stride 2 dilation 1x2",
        () -> Pool2d.average(HALF.withDilation(1, 2)));
  }

  @Test
  void kind_pooling_isPyTorchsName() {
    assertEquals("MaxPool2d", max(HALF).kind());
    assertEquals("AvgPool2d", Pool2d.average(HALF).kind());
    assertEquals("GlobalAveragePool", new GlobalAveragePool().kind());
    assertEquals("MaxUnpool2d", new MaxUnpool2d(HALF, 0, 0).kind());
  }

  @Test
  void outputs_globalAverage_isOnePixel() {
    infers(Shape.nchw(2, 1024, 1, 1), new GlobalAveragePool(), Shape.nchw(2, 1024, 7, 7));
    refuses(
        "input [2, 3, 4] has rank 3, but an image [N, C, H, W] is needed",
        new GlobalAveragePool(),
        Shape.of(2, 3, 4));
  }

  private static List<TensorType> pooled(Shape values, Shape indices) {
    return List.of(TensorType.float32(values), TensorType.int32(indices));
  }

  @Test
  void outputs_unpooling_undoesTheWindow() {
    Shape small = image(64, 45, 60);
    assertEquals(
        floats(image(64, 90, 120)), new MaxUnpool2d(HALF, 0, 0).outputs(pooled(small, small)));
    assertEquals(
        floats(image(64, 91, 122)), new MaxUnpool2d(HALF, 1, 2).outputs(pooled(small, small)));
  }

  @Test
  void to_pooledShape_leadsBackToIt() {
    for (Window window : List.of(HALF, Window.same(3).withStride(2), Window.of(2).withStride(3))) {
      for (int size = 4; size < 12; size++) {
        Shape shape = image(3, size, size + 1);
        Shape small = image(3, window.outputH(size), window.outputW(size + 1));
        assertEquals(floats(shape), MaxUnpool2d.to(window, shape).outputs(pooled(small, small)));
      }
    }
  }

  @Test
  void outputs_unpoolingOfOtherInputs_isRefused() {
    MaxUnpool2d unpool = new MaxUnpool2d(HALF, 0, 0);
    Shape small = image(3, 4, 4);
    refuses("takes 2 inputs, got 1", unpool, small);
    refuses("input [1, 3, 4, 4] is not INT32", unpool, small, small);
    refuses(
        "input [1, 3, 4, 4] and its indices [1, 3, 4, 5] differ in shape",
        unpool,
        pooled(small, image(3, 4, 5)));
    refuses(
        "input [3] has rank 1, but an image [N, C, H, W] is needed",
        unpool,
        pooled(Shape.of(3), Shape.of(3)));
  }

  @Test
  void constructor_negativeOutputPadding_isRefused() {
    refused(
        "vertical output padding must be at least 0, got -1", () -> new MaxUnpool2d(HALF, -1, 0));
    refused(
        "horizontal output padding must be at least 0, got -1", () -> new MaxUnpool2d(HALF, 0, -1));
  }
}
