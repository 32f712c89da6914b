package dev.twofold.onnx;

import dev.twofold.graph.Window;
import java.util.Arrays;

/// Reads kernel size, strides, pads and dilations of an operator that moves a window over rows and
/// columns. Sequences, `[N, C, L]`, are taken as images of one row.
final class WindowReader {

  private static final int ROWS = 0;
  private static final int COLUMNS = 1;

  private final Call call;
  private final int[] in;
  private final int[] kernel;
  private final int[] strides;
  private final int[] dilations;

  /// @param kernel the kernel's extents
  private WindowReader(Call call, int[] kernel) {
    int[] dims = call.dims(0);
    int spatial = dims.length - 2;
    this.call = call;
    this.in = image(Arrays.copyOfRange(dims, 2, dims.length), spatial, "input");
    this.kernel = image(kernel, spatial, "kernel_shape");
    this.strides = image(call.attributes().indices("strides", ones(spatial)), spatial, "strides");
    this.dilations =
        image(call.attributes().indices("dilations", ones(spatial)), spatial, "dilations");
  }

  /// The window of a convolution or pooling.
  static Window read(Call call, int[] kernel) {
    WindowReader reader = checked(call, kernel);
    return reader.window(reader.pads());
  }

  /// The window of a transposed convolution or unpooling.
  ///
  /// @param extra rows and columns added at the end (the output padding)
  /// @param target rows and columns of the output; empty if pads tell
  static Window readTransposed(Call call, int[] kernel, int[] extra, int[] target) {
    WindowReader reader = checked(call, kernel);
    return reader.window(reader.transposedPads(extra, target));
  }

  private static WindowReader checked(Call call, int[] kernel) {
    int rank = call.rank(0);
    if (rank != 3 && rank != 4) {
      throw Refusal.unsupported(
          "only images [N, C, H, W] and sequences [N, C, L] are supported, got rank %d", rank);
    }
    return new WindowReader(call, kernel);
  }

  /// Rows and columns of a list that has one entry for sequences; a sequence's row has extent 1.
  static int[] image(int[] values, int spatial, String name) {
    if (values.length != spatial) {
      throw Refusal.malformed(
          "'%s' must have %d values, got %s", name, spatial, Arrays.toString(values));
    }
    return spatial == 1 ? new int[] {1, values[0]} : values;
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private Window window(int[] pads) {
    return Window.of(kernel[ROWS], kernel[COLUMNS])
        .withStride(strides[ROWS], strides[COLUMNS])
        .withDilation(dilations[ROWS], dilations[COLUMNS])
        .withPadding(pads[0], pads[1], pads[2], pads[3]);
  }

  /// Padding at top, left, bottom, right.
  private int[] pads() {
    String mode = call.attributes().text("auto_pad", "NOTSET");
    return switch (mode) {
      case "NOTSET", "" -> explicitPads();
      case "VALID" -> new int[4];
      case "SAME_UPPER", "SAME_LOWER" -> {
        int[] pads = new int[4];
        for (int i = ROWS; i <= COLUMNS; i++) {
          if (strides[i] < 1) {
            throw Refusal.malformed("strides must be at least 1");
          }
          long out = ((long) in[i] + strides[i] - 1) / strides[i];
          split(Math.max(0, (out - 1) * strides[i] + span(i) - in[i]), i, mode, pads);
        }
        yield pads;
      }
      default -> throw Refusal.malformed("auto_pad '%s' does not exist", mode);
    };
  }

  private int[] explicitPads() {
    int[] pads = call.attributes().indices("pads", new int[2 * (call.rank(0) - 2)]);
    if (pads.length == 2 && call.rank(0) == 3) {
      return new int[] {0, pads[0], 0, pads[1]};
    }
    if (pads.length != 4) {
      throw Refusal.malformed("'pads' must have 4 values, got %s", Arrays.toString(pads));
    }
    return pads;
  }

  private int[] transposedPads(int[] extra, int[] target) {
    String mode = call.attributes().text("auto_pad", "NOTSET");
    boolean same = mode.startsWith("SAME");
    if (target.length == 0 && !same) {
      return mode.equals("VALID") ? new int[4] : explicitPads();
    }
    int[] pads = new int[4];
    for (int i = ROWS; i <= COLUMNS; i++) {
      long wanted = target.length == 0 ? (long) in[i] * strides[i] : target[i];
      long total = (in[i] - 1L) * strides[i] + span(i) + extra[i] - wanted;
      if (total < 0) {
        extra[i] = Attributes.narrow("output_padding", extra[i] - total);
        total = 0;
      }
      split(total, i, mode.equals("SAME_UPPER") ? mode : "SAME_LOWER", pads);
    }
    return pads;
  }

  /// Splits padding over both sides; the odd one goes behind for SAME_UPPER, in front for
  /// SAME_LOWER.
  private static void split(long total, int side, String mode, int[] pads) {
    int half = Attributes.narrow("padding", total / 2);
    int rest = Attributes.narrow("padding", total - half);
    boolean upper = mode.equals("SAME_UPPER");
    pads[side] = upper ? half : rest;
    pads[side + 2] = upper ? rest : half;
  }

  private long span(int i) {
    return (kernel[i] - 1L) * dilations[i] + 1;
  }
}
