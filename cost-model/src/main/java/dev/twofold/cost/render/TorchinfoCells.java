package dev.twofold.cost.render;

import dev.twofold.cost.CostTree;
import dev.twofold.cost.render.TorchinfoOptions.Column;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Layer;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The cells of one summary in torchinfo's form.
///
/// @param totalParams the network's params
/// @param depth the depth at which rows speak for all below them
record TorchinfoCells(long totalParams, int depth) {

  private static final String NONE = "--";

  /// Containers that hold modules without calling them, so that they have no shapes.
  private static final Set<String> NEVER_CALLED = Set.of("ModuleList", "ModuleDict");

  String cell(Column column, TorchinfoRow row) {
    return switch (column) {
      case KERNEL_SHAPE -> layer(row).map(TorchinfoCells::kernel).orElse(NONE);
      case GROUPS -> layer(row).map(TorchinfoCells::groups).orElse(NONE);
      case INPUT_SHAPE -> shape(row, row.entry().inputs());
      case OUTPUT_SHAPE -> shape(row, row.entry().outputs());
      case PARAMS -> params(row);
      case PARAM_PERCENT -> percent(row);
      case MULT_ADDS -> multAdds(row);
      case TRAINABLE -> trainable(row.entry());
    };
  }

  private static Optional<Layer> layer(TorchinfoRow row) {
    return row.entry() instanceof CostTree.Call call
        ? Optional.of(call.cost().node().layer())
        : Optional.empty();
  }

  private static String kernel(Layer layer) {
    if (layer instanceof Convolution convolution) {
      return pair(convolution.window());
    }
    if (layer instanceof MaxUnpool2d unpool) {
      return pair(unpool.window());
    }
    return layer instanceof Pool2d pool ? poolKernel(pool.window()) : NONE;
  }

  /// PyTorch keeps a pooling's kernel as it was given, usually as one number.
  private static String poolKernel(Window window) {
    return window.kernelH() == window.kernelW() ? Integer.toString(window.kernelH()) : pair(window);
  }

  private static String pair(Window window) {
    return "[%d, %d]".formatted(window.kernelH(), window.kernelW());
  }

  private static String groups(Layer layer) {
    return layer instanceof Convolution convolution ? Integer.toString(convolution.groups()) : NONE;
  }

  private static String shape(TorchinfoRow row, List<Value> values) {
    return values.isEmpty() || NEVER_CALLED.contains(row.entry().type())
        ? NONE
        : values.getFirst().shape().toString();
  }

  /// Whether the row speaks for all below it.
  private boolean isWhole(TorchinfoRow row) {
    return row.leaf() || row.entry().depth() == depth;
  }

  private String params(TorchinfoRow row) {
    CostTree entry = row.entry();
    if (entry.params() == 0) {
      return NONE;
    }
    if (entry.repeated()) {
      return "(recursive)";
    }
    if (isWhole(row)) {
      String params = Numbers.grouped(entry.params());
      return entry.trainableParams() == 0 ? "(" + params + ")" : params;
    }
    return row.leftover() > 0 ? Numbers.grouped(row.leftover()) : NONE;
  }

  private String percent(TorchinfoRow row) {
    long params = isWhole(row) ? row.entry().params() : row.leftover();
    if (totalParams > 0 && row.entry().repeated()) {
      return "(recursive)";
    }
    String percent =
        totalParams == 0 || params == 0
            ? NONE
            : Numbers.fixed((double) params / totalParams * 100, 2) + "%";
    return " ".repeat(Math.max(0, 7 - percent.length())) + percent;
  }

  private String multAdds(TorchinfoRow row) {
    OptionalLong multAdds = row.entry().multAdds();
    if (!isWhole(row)) {
      return NONE;
    }
    return multAdds.isPresent() && multAdds.getAsLong() == 0 ? NONE : Numbers.grouped(multAdds);
  }

  private static String trainable(CostTree entry) {
    if (entry.params() == 0) {
      return NONE;
    }
    if (entry.trainableParams() == 0) {
      return "False";
    }
    return entry.trainableParams() == entry.params() ? "True" : "Partial";
  }
}
