package dev.twofold.cpu.kernel;

/// Pooling over windows and whole maps. Input and output have the same channels.
public final class Pooling {

  // Each output pixel is a row of channels: the rows under the window are folded into it one after
  // the other, with vectors where there are some.

  private final Kernels kernels;
  private final ConvGeometry geometry;

  /// Pooling of a geometry with `ic == oc`.
  public Pooling(Kernels kernels, ConvGeometry geometry) {
    this.kernels = kernels;
    this.geometry = geometry;
  }

  /// The largest element under the window; padding never wins, NaN does.
  ///
  /// @param from the first output row, counted over all images
  /// @param to the row after the last
  public void max(float[] in, int i0, float[] out, int o0, int from, int to) {
    int channels = geometry.oc();
    for (int row = from; row < to; row++) {
      int oy = row % geometry.oh();
      int image = image(i0, row);
      for (int ox = 0; ox < geometry.ow(); ox++) {
        int o1 = o0 + (row * geometry.ow() + ox) * channels;
        boolean first = true;
        for (int kh = geometry.kernelRowFrom(oy); kh < geometry.kernelRowTo(oy); kh++) {
          int columnTo = geometry.kernelColumnTo(ox);
          for (int kw = geometry.kernelColumnFrom(ox); kw < columnTo; kw++) {
            int at = image + place(oy, ox, kh, kw) * channels;
            if (first) {
              System.arraycopy(in, at, out, o1, channels);
              first = false;
            } else {
              kernels.rows().max(out, o1, in, at, out, o1, channels);
            }
          }
        }
        if (first) {
          fill(out, o1, channels, Float.NEGATIVE_INFINITY);
        }
      }
    }
  }

  /// The largest element under the window and where it is: `row * iw + column` of the input plane,
  /// the first one if there are several.
  ///
  /// @param indices places, laid out as `out`, from `x0`
  /// @param from the first output row, counted over all images
  /// @param to the row after the last
  public void maxWithIndices(
      float[] in, int i0, float[] out, int o0, int[] indices, int x0, int from, int to) {
    int channels = geometry.oc();
    for (int row = from; row < to; row++) {
      int oy = row % geometry.oh();
      int image = image(i0, row);
      for (int ox = 0; ox < geometry.ow(); ox++) {
        int pixel = (row * geometry.ow() + ox) * channels;
        fill(out, o0 + pixel, channels, Float.NEGATIVE_INFINITY);
        int firstPlace = firstPlace(oy, ox);
        for (int c = 0; c < channels; c++) {
          indices[x0 + pixel + c] = firstPlace;
        }
        for (int kh = geometry.kernelRowFrom(oy); kh < geometry.kernelRowTo(oy); kh++) {
          int columnTo = geometry.kernelColumnTo(ox);
          for (int kw = geometry.kernelColumnFrom(ox); kw < columnTo; kw++) {
            int place = place(oy, ox, kh, kw);
            int at = image + place * channels;
            kernels.rows().maxPlace(in, at, place, out, o0 + pixel, indices, x0 + pixel, channels);
          }
        }
      }
    }
  }

  /// The first pixel under a window, 0 where it holds padding only.
  private int firstPlace(int oy, int ox) {
    int kh = geometry.kernelRowFrom(oy);
    int kw = geometry.kernelColumnFrom(ox);
    boolean inside = kh < geometry.kernelRowTo(oy) && kw < geometry.kernelColumnTo(ox);
    return inside ? place(oy, ox, kh, kw) : 0;
  }

  /// The mean of the elements under the window.
  ///
  /// @param countPadding whether padding counts, up to the given padding on each side
  /// @param padBottom rows of padding below
  /// @param padRight columns of padding to the right
  /// @param from the first output row, counted over all images
  /// @param to the row after the last
  public void average(
      boolean countPadding,
      int padBottom,
      int padRight,
      float[] in,
      int i0,
      float[] out,
      int o0,
      int from,
      int to) {
    int channels = geometry.oc();
    for (int row = from; row < to; row++) {
      int oy = row % geometry.oh();
      int image = image(i0, row);
      int rowFrom = geometry.kernelRowFrom(oy);
      int rowTo = geometry.kernelRowTo(oy);
      int y = oy * geometry.strideH() - geometry.padTop();
      int paddedRows = Math.min(geometry.kh(), geometry.ih() + padBottom - y);
      for (int ox = 0; ox < geometry.ow(); ox++) {
        int columnFrom = geometry.kernelColumnFrom(ox);
        int columnTo = geometry.kernelColumnTo(ox);
        int x = ox * geometry.strideW() - geometry.padLeft();
        int paddedColumns = Math.min(geometry.kw(), geometry.iw() + padRight - x);
        int o1 = o0 + (row * geometry.ow() + ox) * channels;
        fill(out, o1, channels, 0);
        for (int kh = rowFrom; kh < rowTo; kh++) {
          for (int kw = columnFrom; kw < columnTo; kw++) {
            int at = image + place(oy, ox, kh, kw) * channels;
            kernels.rows().combine(RowOps.Operation.ADD, out, o1, in, at, out, o1, channels);
          }
        }
        int count =
            countPadding
                ? paddedRows * paddedColumns
                : Math.max(0, rowTo - rowFrom) * Math.max(0, columnTo - columnFrom);
        kernels.rows().combineRight(RowOps.Operation.DIV, out, o1, count, out, o1, channels);
      }
    }
  }

  /// The mean of every channel of an image.
  ///
  /// @param out `[n, oc]` from `o0`
  /// @param imageFrom the first image
  /// @param imageTo the image after the last
  /// @param channelFrom the first channel
  /// @param channelTo the channel after the last
  public void globalAverage(
      float[] in,
      int i0,
      float[] out,
      int o0,
      int imageFrom,
      int imageTo,
      int channelFrom,
      int channelTo) {
    int channels = geometry.ic();
    int pixels = geometry.ih() * geometry.iw();
    int width = channelTo - channelFrom;
    for (int image = imageFrom; image < imageTo; image++) {
      int o1 = o0 + image * channels + channelFrom;
      int at = i0 + image * pixels * channels + channelFrom;
      kernels.rows().mean(in, at, channels, pixels, out, o1, width);
    }
  }

  /// Puts elements back to the places that a max pooling recorded; all others become 0. The
  /// geometry's input is the small side here, its output the large one.
  ///
  /// @param indices places in the output plane, laid out as `in`, from `x0`
  /// @param from the first image
  /// @param to the image after the last
  /// @throws IndexOutOfBoundsException if an index lies outside the output plane
  public void unpool(
      float[] in, int i0, int[] indices, int x0, float[] out, int o0, int from, int to) {
    int channels = geometry.oc();
    int size = geometry.oh() * geometry.outputRow();
    int small = geometry.ih() * geometry.inputRow();
    for (int image = from; image < to; image++) {
      int o1 = o0 + image * size;
      fill(out, o1, size, 0);
      int at = image * small;
      for (int end = at + small; at < end; at += channels) {
        for (int c = 0; c < channels; c++) {
          int place = indices[x0 + at + c];
          if (place < 0 || place >= geometry.oh() * geometry.ow()) {
            throw outside(place);
          }
          out[o1 + place * channels + c] = in[i0 + at + c];
        }
      }
    }
  }

  private IndexOutOfBoundsException outside(int place) {
    return new IndexOutOfBoundsException(
        "max unpooling: index %d is outside the output plane of %d x %d"
            .formatted(place, geometry.oh(), geometry.ow()));
  }

  private int image(int i0, int row) {
    return i0 + row / geometry.oh() * geometry.ih() * geometry.inputRow();
  }

  /// The pixel of the input plane under a kernel element.
  private int place(int oy, int ox, int kh, int kw) {
    int y = oy * geometry.strideH() - geometry.padTop() + kh * geometry.dilationH();
    int x = ox * geometry.strideW() - geometry.padLeft() + kw * geometry.dilationW();
    return y * geometry.iw() + x;
  }

  private static void fill(float[] array, int from, int n, float value) {
    for (int i = from; i < from + n; i++) {
      array[i] = value;
    }
  }
}
