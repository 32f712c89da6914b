package dev.twofold.graph;

import static dev.twofold.graph.Infer.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {

  /// Sizes that the papers print.
  @ParameterizedTest
  @CsvSource({
    // input, kernel, stride, padding, dilation, output
    "224, 7, 2, 3, 1, 112", // ResNet conv1 (arXiv:1512.03385, table 1)
    "112, 3, 2, 1, 1, 56", // ResNet max pooling
    "224, 3, 1, 1, 1, 224", // VGG (arXiv:1409.1556)
    "224, 3, 2, 1, 1, 112", // MobileNet conv1 (arXiv:1704.04861, table 1)
    "299, 3, 2, 0, 1, 149", // Inception v3 and Xception (arXiv:1512.00567, table 1)
    "149, 3, 1, 0, 1, 147",
    "227, 11, 4, 0, 1, 55", // AlexNet
    "55, 3, 2, 0, 1, 27",
    "32, 5, 1, 0, 1, 28", // LeNet-5
    "4, 3, 1, 0, 1, 2", // Dumoulin and Visin (arXiv:1603.07285), figures 2.1 to 2.7 and 5.1
    "5, 4, 1, 2, 1, 6",
    "5, 3, 1, 1, 1, 5",
    "5, 3, 1, 2, 1, 7",
    "5, 3, 2, 0, 1, 2",
    "5, 3, 2, 1, 1, 3",
    "6, 3, 2, 1, 1, 3",
    "7, 3, 1, 0, 2, 3"
  })
  void output_publishedExample_hasItsSize(
      int in, int kernel, int stride, int padding, int dilation, int out) {
    Window window =
        Window.of(kernel).withStride(stride).withPadding(padding).withDilation(dilation);
    assertEquals(out, window.outputH(in));
    assertEquals(out, window.outputW(in));
  }

  @Test
  void output_differentSides_eachUsesItsOwnNumbers() {
    Window window = new Window(3, 5, 2, 1, 1, 2, 0, 3, 1, 2);
    assertEquals((10 + 1 - 3) / 2 + 1, window.outputH(10));
    assertEquals(10 + 2 + 3 - 9 + 1, window.outputW(10));
  }

  /// PyTorch's `pooling_output_shape_pad_lr`, in its own words.
  private static long pyTorch(
      long in, long kernel, long before, long after, long stride, long dilation, boolean ceil) {
    long out =
        Math.floorDiv(
                in + before + after - dilation * (kernel - 1) - 1 + (ceil ? stride - 1 : 0), stride)
            + 1;
    if (ceil && (out - 1) * stride >= in + before) {
      out--;
    }
    return out;
  }

  @Test
  void ceilOutput_manyWindows_followsPyTorch() {
    for (int in = 1; in <= 9; in++) {
      for (int kernel = 1; kernel <= 5; kernel++) {
        for (int stride = 1; stride <= 4; stride++) {
          for (int padding = 0; padding < 9; padding++) {
            compareWithPyTorch(in, kernel, stride, padding / 3, padding % 3);
          }
        }
      }
    }
  }

  private static void compareWithPyTorch(int in, int kernel, int stride, int before, int after) {
    Window window = new Window(kernel, 1, stride, 1, before, 0, after, 0, 2, 1);
    long expected = pyTorch(in, kernel, before, after, stride, 2, true);
    if (expected > 0) {
      assertEquals(expected, window.ceilOutputH(in), window + " on " + in);
    } else {
      refused(
          "input height %d with padding %d+%d is smaller than the kernel's %d"
              .formatted(in, before, after, 2 * kernel - 1),
          () -> window.ceilOutputH(in));
    }
  }

  @Test
  void ceilOutput_publishedExamples_haveTheirSize() {
    Window pool = Window.of(3).withStride(2);
    // SqueezeNet 1.1 and GoogLeNet (ceil mode): 111 to 55 and 112 to 56.
    assertEquals(55, pool.ceilOutputH(111));
    assertEquals(56, pool.ceilOutputW(112));
    assertEquals(55, pool.outputW(112));
    assertEquals(1, pool.ceilOutputH(2));
  }

  @Test
  void output_inputSmallerThanKernel_isRefused() {
    refused(
        "input height 5 with padding 0+0 is smaller than the kernel's 7",
        () -> Window.of(7).outputH(5));
    refused(
        "input width 1 with padding 1+0 is smaller than the kernel's 5",
        () -> Window.of(3).withDilation(2).withPadding(0, 1, 0, 0).outputW(1));
    refused(
        "input width 1 with padding 0+0 is smaller than the kernel's 3",
        () -> Window.of(3).withStride(2).ceilOutputW(1));
  }

  @Test
  void output_beyondInt_isRefused() {
    int max = Integer.MAX_VALUE;
    refused(
        "output height would be 4294967294, which is no extent of a tensor",
        () -> Window.of(1).withPadding(max, 0, 0, 0).outputH(max));
  }

  @ParameterizedTest
  @CsvSource({
    // input, kernel, stride, padding, dilation, output padding, output
    "2, 3, 1, 0, 1, 0, 4", // Dumoulin and Visin, figures 4.1 to 4.7
    "6, 4, 1, 2, 1, 0, 5",
    "5, 3, 1, 1, 1, 0, 5",
    "7, 3, 1, 2, 1, 0, 5",
    "2, 3, 2, 0, 1, 0, 5",
    "3, 3, 2, 1, 1, 0, 5",
    "3, 3, 2, 1, 1, 1, 6",
    "4, 4, 2, 1, 1, 0, 8", // DCGAN (arXiv:1511.06434)
    "28, 2, 2, 0, 1, 0, 56", // U-Net (arXiv:1505.04597)
    "3, 3, 1, 0, 2, 0, 7"
  })
  void transposed_publishedExample_hasItsSize(
      int in, int kernel, int stride, int padding, int dilation, int extra, int out) {
    Window window =
        Window.of(kernel).withStride(stride).withPadding(padding).withDilation(dilation);
    assertEquals(out, window.transposedH(in, extra));
    assertEquals(out, window.transposedW(in, extra));
  }

  @Test
  void transposed_nothingLeft_isRefused() {
    Window window = Window.of(1).withPadding(1);
    refused(
        "output height would be -1, which is no extent of a tensor",
        () -> window.transposedH(1, 0));
    refused(
        "output width would be 0, which is no extent of a tensor", () -> window.transposedW(2, 0));
  }

  @Test
  void constructor_numbersOutOfRange_areRefusedByName() {
    refused("kernel height must be at least 1, got 0", () -> Window.of(0, 1));
    refused("kernel width must be at least 1, got -3", () -> Window.of(1, -3));
    refused("vertical stride must be at least 1, got 0", () -> Window.of(1).withStride(0, 1));
    refused("horizontal stride must be at least 1, got 0", () -> Window.of(1).withStride(1, 0));
    refused("top padding must be at least 0, got -1", () -> Window.of(1).withPadding(-1, 0, 0, 0));
    refused("left padding must be at least 0, got -1", () -> Window.of(1).withPadding(0, -1, 0, 0));
    refused(
        "bottom padding must be at least 0, got -1", () -> Window.of(1).withPadding(0, 0, -1, 0));
    refused(
        "right padding must be at least 0, got -1", () -> Window.of(1).withPadding(0, 0, 0, -1));
    refused("vertical dilation must be at least 1, got 0", () -> Window.of(1).withDilation(0, 1));
    refused("horizontal dilation must be at least 1, got 0", () -> Window.of(1).withDilation(1, 0));
  }

  @Test
  void same_oddKernel_keepsTheSize() {
    for (int kernel = 1; kernel < 9; kernel += 2) {
      assertEquals(14, Window.same(kernel).outputH(14));
    }
  }

  @Test
  void isPointwise_onlyForOneByOneAtStrideOneWithoutPadding() {
    assertTrue(Window.of(1).isPointwise());
    assertTrue(Window.of(1).withDilation(3).isPointwise());
    assertFalse(Window.of(1, 2).isPointwise());
    assertFalse(Window.of(1).withStride(1, 2).isPointwise());
    assertFalse(Window.of(1).withPadding(0, 0, 0, 1).isPointwise());
  }

  @Test
  void kernelElements_window_isItsArea() {
    assertEquals(15, Window.of(3, 5).kernelElements());
  }

  @Test
  void toString_window_leavesDefaultsOut() {
    assertEquals("3x3", Window.of(3).toString());
    assertEquals("3x5 stride 2 padding 1", Window.of(3, 5).withStride(2).withPadding(1).toString());
    assertEquals(
        "1x1 stride 2x1 padding 0,1,2,3 dilation 1x2",
        new Window(1, 1, 2, 1, 0, 1, 2, 3, 1, 2).toString());
    assertEquals("5x5 padding 1x2", Window.of(5).withPadding(1, 2, 1, 2).toString());
  }
}
