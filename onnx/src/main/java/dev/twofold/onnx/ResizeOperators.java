package dev.twofold.onnx;

import dev.twofold.graph.Resize;
import dev.twofold.graph.Resize.Coordinates;
import dev.twofold.graph.Resize.Mode;
import dev.twofold.graph.Resize.Rounding;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Unsqueeze;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Resize, and Upsample from before operator set 10.
final class ResizeOperators {

  private ResizeOperators() {}

  static void resize(Call call) {
    if (call.opset() < 11) {
      scale(call, Coordinates.ASYMMETRIC, Rounding.FLOOR, scales(call, 1));
      return;
    }
    checkUnsupported(call);
    Optional<Literal> sizes = call.optional(3, "sizes").filter(list -> list.elements() > 0);
    if (sizes.isPresent()) {
      size(call, spread(call, sizes.get().longs()));
    } else {
      scale(call, coordinates(call), rounding(call), scales(call, 2));
    }
  }

  static void upsample(Call call) {
    double[] scales =
        call.opset() < 9 ? doubles(call.attributes().reals("scales")) : scales(call, 1);
    scale(call, Coordinates.ASYMMETRIC, Rounding.FLOOR, scales);
  }

  private static void checkUnsupported(Call call) {
    String policy = call.attributes().text("keep_aspect_ratio_policy", "stretch");
    if (!policy.equals("stretch")) {
      throw Refusal.unsupported("resizing with policy '%s' is not supported", policy);
    }
  }

  private static double[] scales(Call call, int input) {
    return doubles(call.known(input, "scales").floats());
  }

  private static double[] doubles(float[] floats) {
    double[] doubles = new double[floats.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }

  private static void size(Call call, long[] sizes) {
    int rank = sizes.length;
    int h = rank == 4 ? Attributes.narrow("sizes", sizes[2]) : 1;
    int w = Attributes.narrow("sizes", sizes[rank - 1]);
    int[] in = call.dims(0);
    if (sizes[0] != in[0] || sizes[1] != in[1]) {
      throw Refusal.unsupported(
          "only rows and columns are resized, not %s to %s",
          Arrays.toString(in), Arrays.toString(sizes));
    }
    finish(call, coordinates(call), rounding(call), new Resize.Size(h, w));
  }

  private static void scale(Call call, Coordinates coordinates, Rounding rounding, double[] given) {
    double[] scales = spread(call, given);
    if (scales[0] != 1 || scales[1] != 1) {
      throw Refusal.unsupported(
          "only rows and columns are resized, not by %s", Arrays.toString(scales));
    }
    double h = scales.length == 4 ? scales[2] : 1;
    double w = scales[scales.length - 1];
    finish(call, coordinates, rounding, new Resize.Scale(h, w));
  }

  private static long[] spread(Call call, long[] given) {
    long[] all = Arrays.stream(call.dims(0)).asLongStream().toArray();
    int[] axes = axes(call, given.length);
    for (int i = 0; i < axes.length; i++) {
      all[axes[i]] = given[i];
    }
    return all;
  }

  private static double[] spread(Call call, double[] given) {
    double[] all = new double[call.rank(0)];
    Arrays.fill(all, 1);
    int[] axes = axes(call, given.length);
    for (int i = 0; i < axes.length; i++) {
      all[axes[i]] = given[i];
    }
    return all;
  }

  /// The axes that sizes or scales are for.
  private static int[] axes(Call call, int count) {
    int rank = call.rank(0);
    if (rank != 3 && rank != 4) {
      throw Refusal.unsupported("only images and sequences are resized, got rank %d", rank);
    }
    long[] all = new long[rank];
    Arrays.setAll(all, i -> i);
    int[] axes = Axes.fromFront(call.attributes().integers("axes", all), rank);
    if (axes.length != count) {
      throw Refusal.malformed("%d sizes or scales are expected, got %d", axes.length, count);
    }
    return axes;
  }

  private static void finish(
      Call call, Coordinates coordinates, Rounding rounding, Resize.Target target) {
    checkAntialias(call, target);
    Attributes attributes = call.attributes();
    float sharpness = attributes.real("cubic_coeff_a", -0.75f);
    boolean insideOnly = attributes.flag("exclude_outside", false);
    Resize layer = new Resize(mode(call), coordinates, rounding, target, sharpness, insideOnly);
    if (call.rank(0) == 3) {
      Wire image = call.helper("in", new Unsqueeze(List.of(2)), call.moved(0));
      call.result(call.helper("out", new Squeeze(List.of(2)), call.main(layer, image)));
    } else {
      call.result(call.main(layer, call.moved(0)));
    }
  }

  /// Nothing is smoothed where nothing shrinks.
  private static void checkAntialias(Call call, Resize.Target target) {
    int[] in = call.dims(0);
    boolean shrinks =
        switch (target) {
          case Resize.Scale(double h, double w) -> h < 1 || w < 1;
          case Resize.Size(int h, int w) -> w < in[in.length - 1] || (in.length == 4 && h < in[2]);
        };
    if (shrinks && call.attributes().flag("antialias", false)) {
      throw Refusal.unsupported("shrinking with antialias is not supported");
    }
  }

  private static Mode mode(Call call) {
    String mode = call.attributes().text("mode", "nearest");
    return switch (mode) {
      case "nearest" -> Mode.NEAREST;
      case "linear", "bilinear" -> {
        if (!call.type(0).isFloat()) {
          throw Refusal.unsupported("only floats are interpolated");
        }
        yield Mode.LINEAR;
      }
      case "cubic" -> {
        if (!call.type(0).isFloat()) {
          throw Refusal.unsupported("only floats are interpolated");
        }
        yield Mode.CUBIC;
      }
      default -> throw Refusal.unsupported("resize mode '%s' is not supported", mode);
    };
  }

  private static Coordinates coordinates(Call call) {
    String mode = call.attributes().text("coordinate_transformation_mode", "half_pixel");
    return switch (mode) {
      case "half_pixel" -> Coordinates.HALF_PIXEL;
      case "pytorch_half_pixel" -> Coordinates.PYTORCH_HALF_PIXEL;
      case "align_corners" -> Coordinates.ALIGN_CORNERS;
      case "asymmetric" -> Coordinates.ASYMMETRIC;
      // floor((o + 0.5) / s) is the half pixel's place rounded up from a half, and so on.
      case "tf_half_pixel_for_nn" -> Coordinates.HALF_PIXEL;
      default -> throw Refusal.unsupported("coordinates '%s' are not supported", mode);
    };
  }

  private static Rounding rounding(Call call) {
    String mode = call.attributes().text("nearest_mode", "round_prefer_floor");
    String coordinates = call.attributes().text("coordinate_transformation_mode", "half_pixel");
    if (coordinates.equals("tf_half_pixel_for_nn")) {
      return switch (mode) {
        case "floor" -> Rounding.ROUND_PREFER_CEIL;
        case "round_prefer_floor" -> Rounding.CEIL;
        default ->
            throw Refusal.unsupported(
                "coordinates '%s' with nearest_mode '%s' are not supported", coordinates, mode);
      };
    }
    return switch (mode) {
      case "round_prefer_floor" -> Rounding.ROUND_PREFER_FLOOR;
      case "round_prefer_ceil" -> Rounding.ROUND_PREFER_CEIL;
      case "floor" -> Rounding.FLOOR;
      case "ceil" -> Rounding.CEIL;
      default -> throw Refusal.malformed("nearest_mode '%s' does not exist", mode);
    };
  }
}
