package dev.twofold.io;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/// Between Java's images and tensors.
final class Pixels {

  /*
   * Java takes samples of grey images for linear light and brightens them on the way to sRGB, which no
   * other reader of pictures does. Grey is therefore read sample by sample; all else through getRGB,
   * which knows palettes and alpha.
   */

  private Pixels() {}

  /// The pixels of an image, `[1, 3, H, W]` between 0 and 1.
  static Tensor tensor(BufferedImage image) {
    Shape shape = Shape.nchw(1, 3, image.getHeight(), image.getWidth());
    float[] values = new float[(int) shape.elements()];
    if (isGrey(image.getColorModel())) {
      readGrey(image, values);
    } else {
      readColours(image, values);
    }
    return Tensor.of(shape, values);
  }

  private static boolean isGrey(ColorModel model) {
    return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && !(model instanceof IndexColorModel);
  }

  private static void readGrey(BufferedImage image, float[] values) {
    Raster raster = image.getRaster();
    ColorModel model = image.getColorModel();
    int width = image.getWidth();
    int plane = width * image.getHeight();
    float most = (1 << model.getComponentSize(0)) - 1;
    float mostAlpha = model.hasAlpha() ? (1 << model.getComponentSize(1)) - 1 : 1;
    int[] row = new int[width];
    int[] alphas = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      if (model.hasAlpha()) {
        raster.getSamples(0, y, width, 1, 1, alphas);
      }
      for (int x = 0; x < width; x++) {
        float alpha = model.hasAlpha() ? alphas[x] / mostAlpha : 1;
        float value = onWhite(row[x] / most, alpha);
        for (int c = 0; c < 3; c++) {
          values[c * plane + y * width + x] = value;
        }
      }
    }
  }

  private static void readColours(BufferedImage image, float[] values) {
    int width = image.getWidth();
    int plane = width * image.getHeight();
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        float alpha = (row[x] >>> 24) / 255f;
        for (int c = 0; c < 3; c++) {
          float value = (row[x] >>> (16 - 8 * c) & 0xff) / 255f;
          values[c * plane + y * width + x] = onWhite(value, alpha);
        }
      }
    }
  }

  private static float onWhite(float value, float alpha) {
    return alpha == 1 ? value : value * alpha + (1 - alpha);
  }

  /// The image of a row-major picture `[1, 3, H, W]` or map `[1, 1, H, W]`.
  static BufferedImage image(Tensor picture) {
    Shape shape = picture.shape();
    if (shape.rank() != 4 || shape.n() != 1 || (shape.c() != 3 && shape.c() != 1)) {
      throw new IllegalArgumentException(
          "picture %s: [1, 3, H, W] or [1, 1, H, W] is needed".formatted(shape));
    }
    int type = shape.c() == 3 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY;
    BufferedImage image = new BufferedImage(shape.w(), shape.h(), type);
    float[] values = picture.floats();
    int plane = shape.h() * shape.w();
    int[] samples = new int[plane];
    for (int c = 0; c < shape.c(); c++) {
      for (int i = 0; i < plane; i++) {
        samples[i] = Math.round(255 * Math.clamp(orZero(values[c * plane + i]), 0f, 1f));
      }
      image.getRaster().setSamples(0, 0, shape.w(), shape.h(), c, samples);
    }
    return image;
  }

  private static float orZero(float value) {
    return Float.isNaN(value) ? 0 : value;
  }

  static Shape checkPicture(Tensor picture) {
    Shape shape = picture.shape();
    if (shape.rank() != 4 || shape.n() != 1 || shape.c() != 3) {
      throw new IllegalArgumentException("picture %s: [1, 3, H, W] is needed".formatted(shape));
    }
    return shape;
  }

  static Shape checkMap(Tensor map) {
    Shape shape = map.shape();
    if (shape.rank() != 4 || shape.n() != 1 || shape.c() != 1) {
      throw new IllegalArgumentException("map %s: [1, 1, H, W] is needed".formatted(shape));
    }
    return shape;
  }
}
