package dev.twofold.cost.render;

import dev.twofold.cost.Sweep;
import dev.twofold.cost.Sweep.Point;
import java.util.List;

/// One network at several widths and resolutions.
record SweepTable(Sweep sweep) implements Table {

  @Override
  public String heading() {
    return "";
  }

  @Override
  public Grid grid() {
    return new Grid(
        List.of(
            Grid.number("width"),
            Grid.number("size"),
            Grid.number("params"),
            Grid.number("mult-adds"),
            Grid.number("peak activations")),
        sweep.points().stream().map(SweepTable::row).toList());
  }

  private static List<String> row(Point point) {
    return List.of(
        Double.toString(point.width()),
        Integer.toString(point.size()),
        Numbers.grouped(point.report().params()),
        Numbers.total(point.report()),
        Numbers.bytes(point.peakActivationBytes()));
  }

  @Override
  public String footing() {
    return "";
  }

  @Override
  public Fields fields() {
    return new Fields().with("points", rows());
  }

  @Override
  public List<Fields> rows() {
    return sweep.points().stream().map(SweepTable::fields).toList();
  }

  private static Fields fields(Point point) {
    return new Fields()
        .with("model", point.report().model())
        .with("width", point.width())
        .with("size", point.size())
        .with("params", point.report().params())
        .with("multAdds", point.report().multAdds())
        .with("unknownLayers", point.report().totals().unknownLayers())
        .with("peakActivationBytes", point.peakActivationBytes());
  }
}
