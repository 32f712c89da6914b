package dev.twofold.cost;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.List;

/// Figure 4 of "Efficient Image Segmentation Using PyTorch: Part 3" (Matani and Singh, 2023): a
/// regular against a depthwise-separable 3 x 3 convolution from `c` to `2c` channels while height
/// and width halve and `c` doubles, recomputed beside what was published.
///
/// The published mult-adds were all computed at 128 x 128, whatever height and width the table
/// says. The correct cost of the regular convolution is constant: halving both sides cancels
/// doubling the channels.
public final class Figure4 {

  private static final int KERNEL = 3;

  private Figure4() {}

  /// One line of the figure.
  ///
  /// @param size height and width of input and output
  /// @param channels the channels `c` of the input
  /// @param regular what the regular convolution costs
  /// @param separable what the depthwise-separable convolution costs
  /// @param published what was published of their mult-adds
  public record Row(
      int size, int channels, CostReport regular, CostReport separable, Published published) {}

  /// Mult-adds as published.
  ///
  /// @param regular those of the regular convolution
  /// @param separable those of the depthwise-separable convolution
  public record Published(long regular, long separable) {}

  /// The lines of the figure, largest map first.
  public static List<Row> rows() {
    return List.of(
        row(128, 64, new Published(1_207_959_552L, 143_654_912L)),
        row(64, 128, new Published(4_831_838_208L, 555_745_280L)),
        row(32, 256, new Published(19_327_352_832L, 2_185_232_384L)),
        row(16, 512, new Published(77_309_411_328L, 8_665_432_064L)));
  }

  /// What a regular convolution from `c` to `2c` channels costs.
  static CostReport regular(int size, int channels) {
    GraphBuilder builder = Graph.builder("Conv2d");
    Value x = builder.input("input", Shape.nchw(1, channels, size, size));
    x = builder.add("conv", Convolution.regular(channels, 2 * channels, Window.same(KERNEL)), x);
    return CostModel.of(builder.output(x).build());
  }

  /// What a depthwise-separable convolution from `c` to `2c` channels costs.
  static CostReport separable(int size, int channels) {
    GraphBuilder builder = Graph.builder("DepthwiseSeparableConv");
    Value x = builder.input("input", Shape.nchw(1, channels, size, size));
    x = builder.add("depthwise", Convolution.depthwise(channels, Window.same(KERNEL)), x);
    x = builder.add("pointwise", Convolution.pointwise(channels, 2 * channels), x);
    return CostModel.of(builder.output(x).build());
  }

  private static Row row(int size, int channels, Published published) {
    return new Row(size, channels, regular(size, channels), separable(size, channels), published);
  }
}
