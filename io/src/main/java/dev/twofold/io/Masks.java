package dev.twofold.io;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// What networks for segmentation give back, made visible.
public final class Masks {

  private Masks() {}

  /// Lays a mask over a picture: where the mask exceeds the threshold, the colour covers the
  /// picture.
  ///
  /// @param picture `[1, 3, H, W]`
  /// @param mask `[1, 1, H, W]`
  /// @param alpha how much of the picture is covered, from 0 (not at all) to 1 (wholly)
  /// @return a new picture, `[1, 3, H, W]`
  /// @throws IllegalArgumentException if the two differ in size
  public static Tensor overlay(
      Tensor picture, Tensor mask, float threshold, Colour colour, float alpha) {
    Shape shape = Pixels.checkPicture(picture);
    Shape map = Pixels.checkMap(mask);
    if (map.h() != shape.h() || map.w() != shape.w()) {
      throw new IllegalArgumentException(
          "mask %s: as large as the picture %s is needed; resize it".formatted(map, shape));
    }
    float[] values = Layouts.rowMajor(picture).floats().clone();
    float[] marks = mask.floats();
    for (int i = 0; i < values.length; i++) {
      if (marks[i % marks.length] > threshold) {
        values[i] += alpha * (colour.channel(i / marks.length) - values[i]);
      }
    }
    return Tensor.of(shape, values);
  }

  /// The class with the highest score at every place; the lowest of several.
  ///
  /// @param scores `[1, C, H, W]`
  /// @return `[1, 1, H, W]` of class numbers from 0
  /// @throws IllegalArgumentException if there is more than one image
  public static Tensor labels(Tensor scores) {
    Shape shape = scores.shape();
    if (shape.rank() != 4 || shape.n() != 1) {
      throw new IllegalArgumentException("scores %s: [1, C, H, W] is needed".formatted(shape));
    }
    float[] values = Layouts.rowMajor(scores).floats();
    int plane = shape.h() * shape.w();
    float[] labels = new float[plane];
    for (int i = 0; i < plane; i++) {
      int best = 0;
      for (int c = 1; c < shape.c(); c++) {
        best = values[c * plane + i] > values[best * plane + i] ? c : best;
      }
      labels[i] = best;
    }
    return Tensor.of(shape.withDim(1, 1), labels);
  }

  /// A picture of class numbers, in the colours of [Colour#of(int)].
  ///
  /// @param labels `[1, 1, H, W]`
  /// @return `[1, 3, H, W]`
  public static Tensor paint(Tensor labels) {
    float[] values = labels.floats();
    return paint(labels, i -> Colour.of((int) values[i]));
  }

  /// A picture of any numbers, from black (the lowest) to pale yellow (the highest).
  ///
  /// @param map `[1, 1, H, W]`
  /// @return `[1, 3, H, W]`
  public static Tensor heatMap(Tensor map) {
    float[] values = map.floats();
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      if (Float.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    float from = low;
    float span = high > low ? high - low : 1;
    return paint(map, i -> Colour.heat((values[i] - from) / span));
  }

  private static Tensor paint(Tensor map, IntFunction<Colour> colours) {
    Shape shape = Pixels.checkMap(map);
    int plane = shape.h() * shape.w();
    float[] values = new float[3 * plane];
    for (int i = 0; i < plane; i++) {
      Colour colour = colours.apply(i);
      for (int c = 0; c < 3; c++) {
        values[c * plane + i] = colour.channel(c);
      }
    }
    return Tensor.of(shape.withDim(1, 3), values);
  }

  /// A connected part of a mask with the smallest upright box around it.
  ///
  /// @param top the first row
  /// @param left the first column
  /// @param bottom the last row
  /// @param right the last column
  /// @param pixels the number of pixels in the part
  public record Region(int top, int left, int bottom, int right, int pixels) {

    /// The region with a larger box.
    ///
    /// @param margin pixels added at every side, as far as the map goes
    /// @param h rows of the map
    /// @param w columns of the map
    public Region grown(int margin, int h, int w) {
      return new Region(
          Math.max(0, top - margin),
          Math.max(0, left - margin),
          Math.min(h - 1, bottom + margin),
          Math.min(w - 1, right + margin),
          pixels);
    }
  }

  /// Draws the boxes of regions onto a picture, two pixels wide.
  ///
  /// @param picture `[1, 3, H, W]`
  /// @param regions parts of a map as large as the picture
  /// @return a new picture, `[1, 3, H, W]`
  public static Tensor frame(Tensor picture, List<Region> regions, Colour colour) {
    Shape shape = Pixels.checkPicture(picture);
    Tensor lines = Tensor.zeros(shape.withDim(1, 1));
    for (Region box : regions) {
      for (int y = box.top(); y <= box.bottom(); y++) {
        for (int x = box.left(); x <= box.right(); x++) {
          int edge =
              Math.min(
                  Math.min(y - box.top(), box.bottom() - y),
                  Math.min(x - box.left(), box.right() - x));
          lines.floats()[y * shape.w() + x] += edge < 2 ? 1 : 0;
        }
      }
    }
    return overlay(picture, lines, 0.5f, colour, 1);
  }

  /// The connected parts (by edges or corners) of where a mask exceeds the threshold, from top to
  /// bottom.
  ///
  /// @param mask `[1, 1, H, W]`
  /// @param minPixels parts with fewer pixels are left out
  public static List<Region> regions(Tensor mask, float threshold, int minPixels) {
    Shape shape = Pixels.checkMap(mask);
    float[] values = mask.floats();
    boolean[] open = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      open[i] = values[i] > threshold;
    }
    List<Region> regions = new ArrayList<>();
    int[] stack = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      if (open[i]) {
        Region region = flood(open, shape.h(), shape.w(), i, stack);
        if (region.pixels() >= minPixels) {
          regions.add(region);
        }
      }
    }
    return regions;
  }

  /// Closes everything that is connected with a place. A place is closed when it is pushed, so the
  /// stack never holds more than there are places.
  private static Region flood(boolean[] open, int h, int w, int start, int[] stack) {
    int[] box = {h, w, -1, -1};
    int pixels = 0;
    int depth = 0;
    stack[depth++] = start;
    open[start] = false;
    while (depth > 0) {
      int place = stack[--depth];
      int y = place / w;
      int x = place % w;
      pixels++;
      grow(box, y, x);
      for (int ny = Math.max(y - 1, 0); ny <= Math.min(y + 1, h - 1); ny++) {
        for (int nx = Math.max(x - 1, 0); nx <= Math.min(x + 1, w - 1); nx++) {
          if (open[ny * w + nx]) {
            open[ny * w + nx] = false;
            stack[depth++] = ny * w + nx;
          }
        }
      }
    }
    return new Region(box[0], box[1], box[2], box[3], pixels);
  }

  private static void grow(int[] box, int y, int x) {
    box[0] = Math.min(box[0], y);
    box[1] = Math.min(box[1], x);
    box[2] = Math.max(box[2], y);
    box[3] = Math.max(box[3], x);
  }
}
