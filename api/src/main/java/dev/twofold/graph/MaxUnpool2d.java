package dev.twofold.graph;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;

/// Max unpooling: puts every element back to the place that the indices of a max pooling recorded;
/// all other elements are 0. Inputs `[N, C, H, W]` of floats and `[N, C, H, W]` of INT32 indices
/// (`row * W' + column` in the output plane); output `[N, C, H', W']` with `H' = (H - 1) * stride -
/// padding + kernel + outputPadding`. No params, no mult-adds (Badrinarayanan et al., "SegNet",
/// arXiv:1511.00561).
///
/// @param window the window of the pooling that is undone
/// @param outputPaddingH rows that the pooling had dropped at the bottom
/// @param outputPaddingW columns that the pooling had dropped at the right
public record MaxUnpool2d(Window window, int outputPaddingH, int outputPaddingW) implements Layer {

  /// Checks the configuration.
  ///
  /// @throws IllegalArgumentException if output padding is negative
  public MaxUnpool2d {
    Inputs.atLeast("vertical output padding", outputPaddingH, 0);
    Inputs.atLeast("horizontal output padding", outputPaddingW, 0);
  }

  /// The unpooling that leads back to exactly the size that was pooled.
  ///
  /// @param window the window of the pooling
  /// @param pooled the shape before the pooling, `[N, C, H, W]`
  /// @throws IllegalArgumentException if the window does not fit the shape
  public static MaxUnpool2d to(Window window, Shape pooled) {
    int h = window.transposedH(window.outputH(pooled.h()), 0);
    int w = window.transposedW(window.outputW(pooled.w()), 0);
    return new MaxUnpool2d(window, pooled.h() - h, pooled.w() - w);
  }

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Inputs.count(inputs, 2);
    Shape in = Inputs.image(inputs.get(0));
    Shape indices = Inputs.typed(inputs.get(1), DataType.INT32);
    if (!indices.equals(in)) {
      throw new IllegalArgumentException(
          "input %s and its indices %s differ in shape".formatted(in, indices));
    }
    int h = window.transposedH(in.h(), outputPaddingH);
    int w = window.transposedW(in.w(), outputPaddingW);
    return Inputs.float32(Shape.nchw(in.n(), in.c(), h, w));
  }
}
