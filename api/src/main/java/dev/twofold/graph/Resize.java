package dev.twofold.graph;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// Rows and columns resampled to another size: `[N, C, H, W]` becomes `[N, C, H', W']`. No params,
/// no mult-adds. The coordinate arithmetic is that of ONNX's `Resize`.
///
/// @param mode how a value between elements is found
/// @param coordinates how an output place maps to an input place
/// @param rounding for [Mode#NEAREST], which element a place between two belongs to
/// @param target the size of the output
/// @param sharpness for [Mode#CUBIC], Keys' `a`: -0.75 in PyTorch, -0.5 in TensorFlow; else 0
/// @param insideOnly for [Mode#CUBIC], whether elements beyond the border get no weight, instead of
///     repeating the border's
public record Resize(
    Mode mode,
    Coordinates coordinates,
    Rounding rounding,
    Target target,
    double sharpness,
    boolean insideOnly)
    implements Layer {

  /// How a value between elements is found.
  public enum Mode {
    /// The nearest element.
    NEAREST,
    /// Linear interpolation between the two nearest rows and columns, the border repeated.
    LINEAR,
    /// Cubic convolution over the four nearest rows and columns (Keys, IEEE Trans. ASSP 29, 1981).
    CUBIC
  }

  /// How output place `o` maps to input place `i`, with `s` = output size / input size (or the
  /// scale asked for).
  public enum Coordinates {
    /// `i = (o + 0.5) / s - 0.5`.
    HALF_PIXEL,
    /// As [#HALF_PIXEL], but 0 where the output has one element.
    PYTORCH_HALF_PIXEL,
    /// `i = o * (in - 1) / (s * in - 1)`, 0 where the output has one element. With a scale, `s * in`
    /// may lie between whole numbers, as in ONNX's definition (ONNX Runtime rounds it down).
    ALIGN_CORNERS,
    /// `i = o / s`.
    ASYMMETRIC
  }

  /// Which element a place between two belongs to.
  public enum Rounding {
    /// To the nearest, halves down.
    ROUND_PREFER_FLOOR,
    /// To the nearest, halves up.
    ROUND_PREFER_CEIL,
    /// To the element before.
    FLOOR,
    /// To the element after.
    CEIL
  }

  /// The size of the output.
  public sealed interface Target permits Scale, Size {}

  /// The output is `floor(extent * factor)` large, and the factors enter the coordinates as given.
  /// The product is rounded to 32 bits first, so that 10 rows times 0.7f are 7.
  ///
  /// @param h factor for the rows
  /// @param w factor for the columns
  public record Scale(double h, double w) implements Target {

    /// Checks the factors.
    ///
    /// @throws IllegalArgumentException if a factor is not positive and finite
    public Scale {
      if (!(h > 0 && w > 0 && h < Double.POSITIVE_INFINITY && w < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "resize factors must be positive and finite, got %s and %s".formatted(h, w));
      }
    }
  }

  /// The output has this size.
  ///
  /// @param h rows
  /// @param w columns
  public record Size(int h, int w) implements Target {

    /// Checks the size.
    ///
    /// @throws IllegalArgumentException if rows or columns are below 1
    public Size {
      Inputs.atLeast("output height", h, 1);
      Inputs.atLeast("output width", w, 1);
    }
  }

  /// Checks the constants.
  ///
  /// @throws IllegalArgumentException if the sharpness is no number
  public Resize {
    if (!Double.isFinite(sharpness)) {
      throw new IllegalArgumentException("sharpness must be finite, got " + sharpness);
    }
    sharpness = mode == Mode.CUBIC ? sharpness : 0;
    insideOnly = mode == Mode.CUBIC && insideOnly;
  }

  /// A resize whose constants of cubic convolution are PyTorch's.
  public Resize(Mode mode, Coordinates coordinates, Rounding rounding, Target target) {
    this(mode, coordinates, rounding, target, -0.75, false);
  }

  /// Nearest-neighbour upsampling by a whole factor, as PyTorch's `Upsample`.
  public static Resize nearest(int factor) {
    return new Resize(
        Mode.NEAREST, Coordinates.ASYMMETRIC, Rounding.FLOOR, new Scale(factor, factor));
  }

  /// Bilinear resampling to a size with half-pixel centres.
  public static Resize linear(int h, int w) {
    return new Resize(
        Mode.LINEAR, Coordinates.HALF_PIXEL, Rounding.ROUND_PREFER_FLOOR, new Size(h, w));
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.image(inputs);
    Size size =
        switch (target) {
          case Size given -> given;
          case Scale scale ->
              new Size(
                  Inputs.extent(scaled(in.h(), scale.h()), "output height"),
                  Inputs.extent(scaled(in.w(), scale.w()), "output width"));
        };
    return Inputs.float32(Shape.nchw(in.n(), in.c(), size.h(), size.w()));
  }

  /// Where an element of the output lies in the input, as ONNX's `Resize` defines it. The factor is
  /// kept as a fraction, so that places between whole numbers of elements come out exactly.
  ///
  /// @param in the input's shape `[N, C, H, W]`
  /// @param out the output's shape `[N, C, H, W]`
  /// @param axis 2 for rows, 3 for columns
  /// @param o the element's row or column
  /// @return the row or column of the input, in elements, before the border is looked at
  public double place(Shape in, Shape out, int axis, int o) {
    double above = out.dim(axis);
    double below = in.dim(axis);
    if (target instanceof Scale(double h, double w)) {
      above = axis == 2 ? h : w;
      below = 1;
    }
    boolean single = out.dim(axis) == 1;
    return switch (coordinates) {
      case HALF_PIXEL -> (o + 0.5) * below / above - 0.5;
      case PYTORCH_HALF_PIXEL -> single ? 0 : (o + 0.5) * below / above - 0.5;
      case ALIGN_CORNERS ->
          single ? 0 : o * (in.dim(axis) - 1.0) / (in.dim(axis) / below * above - 1);
      case ASYMMETRIC -> o * below / above;
    };
  }

  /// The row or column of the input nearest to [#place], within its borders.
  ///
  /// @param in the input's shape `[N, C, H, W]`
  /// @param out the output's shape `[N, C, H, W]`
  /// @param axis 2 for rows, 3 for columns
  /// @param o the element's row or column
  public int nearest(Shape in, Shape out, int axis, int o) {
    double place = place(in, out, axis, o);
    double rounded =
        switch (rounding) {
          case ROUND_PREFER_FLOOR -> Math.ceil(place - 0.5);
          case ROUND_PREFER_CEIL -> Math.floor(place + 0.5);
          case FLOOR -> Math.floor(place);
          case CEIL -> Math.ceil(place);
        };
    return (int) Math.clamp(rounded, 0.0, in.dim(axis) - 1.0);
  }

  private static long scaled(int extent, double factor) {
    return (long) Math.floor((float) (extent * factor));
  }
}
