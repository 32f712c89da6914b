package dev.twofold.cost.render;

import dev.twofold.cost.Sweep;
import dev.twofold.cost.Sweep.Point;
import java.util.List;

/// One network at several widths and resolutions, as text.
record SweepTable(Sweep sweep) {

  String text() {
    return new Grid(
            List.of(
                Grid.number("width"),
                Grid.number("size"),
                Grid.number("params"),
                Grid.number("mult-adds"),
                Grid.number("peak activations")),
            sweep.points().stream().map(SweepTable::row).toList())
        .text(TableSummary.WIDTH);
  }

  private static List<String> row(Point point) {
    return List.of(
        Double.toString(point.width()),
        Integer.toString(point.size()),
        Numbers.grouped(point.report().params()),
        Numbers.grouped(point.report().multAdds()),
        Numbers.bytes(point.peakActivationBytes()));
  }
}
