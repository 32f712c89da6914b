package dev.twofold.cost.render;

import dev.twofold.cost.Advice;
import dev.twofold.cost.Advice.Cost;
import dev.twofold.cost.Advice.Item;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.MemoryReport;
import dev.twofold.cost.Roofline;
import java.util.List;

/// What regular convolutions would gain by becoming depthwise-separable.
record AdviceTable(Advice advice) implements Table {

  @Override
  public String text() {
    return advice.items().isEmpty()
        ? heading() + "nothing to change: no regular convolution with a kernel above 1 x 1\n"
        : Table.super.text();
  }

  @Override
  public String heading() {
    return "%s: regular convolutions made depthwise-separable\n\n".formatted(advice.graph().name());
  }

  @Override
  public Grid grid() {
    return new Grid(
        List.of(
            Grid.shrinking("convolution"),
            Grid.text("do it"),
            Grid.number("params"),
            Grid.number("mult-adds"),
            Grid.number("saved"),
            Grid.number("moved"),
            Grid.number("fused"),
            Grid.number("time"),
            Grid.text("reason")),
        advice.items().stream().map(AdviceTable::row).toList());
  }

  private static List<String> row(Item item) {
    return List.of(
        item.node().name(),
        item.worth() ? "yes" : "no",
        ratio(item.separable().params(), item.regular().params()),
        ratio(item.separable().multAdds(), item.regular().multAdds()),
        Numbers.readable(item.saved()),
        ratio(item.separable().movedBytes(), item.regular().movedBytes()),
        ratio(item.separable().fusedBytes(), item.regular().movedBytes()),
        "x " + Numbers.fixed(item.separable().seconds() / item.regular().seconds(), 2),
        item.reason());
  }

  private static String ratio(long after, long before) {
    return "x " + Numbers.fixed((double) after / before, 2);
  }

  @Override
  public String footing() {
    CostReport before = CostModel.of(advice.graph());
    CostReport after = CostModel.of(advice.applied());
    List<String> legend =
        List.of(
            "",
            "moved, fused: bytes moved with depthwise and pointwise run one by one, and as one"
                + " step",
            "time: predicted, one by one, by " + Numbers.time(advice.time()),
            "",
            "with all that is advised",
            "");
    return String.join("\n", legend)
        + changed("params", before.params(), after.params())
        + changed("mult-adds", before.multAdds(), after.multAdds())
        + unknown(before)
        + "predicted time: %s -> %s\n"
            .formatted(Numbers.time(seconds(before)), Numbers.time(seconds(after)));
  }

  private static String unknown(CostReport report) {
    return report.totals().complete()
        ? ""
        : "and those unknown of %s\n".formatted(String.join(", ", report.totals().unknownLayers()));
  }

  private static String changed(String what, long before, long after) {
    return "%s: %s -> %s (%s of them)\n"
        .formatted(
            what, Numbers.grouped(before), Numbers.grouped(after), Numbers.percent(after, before));
  }

  private double seconds(CostReport report) {
    return advice.time().seconds(MemoryReport.of(report.graph(), Fusion.EPILOGUES));
  }

  @Override
  public Fields fields() {
    Roofline roofline = advice.time().roofline();
    CostReport before = CostModel.of(advice.graph());
    return new Fields()
        .with("model", advice.graph().name())
        .with("convention", before.convention().id())
        .with(
            "roofline",
            new Fields()
                .with("flopsPerSecond", roofline.flopsPerSecond())
                .with("bytesPerSecond", roofline.bytesPerSecond())
                .with("launchSeconds", roofline.launchSeconds()))
        .with("before", totals(before))
        .with("after", totals(CostModel.of(advice.applied())))
        .with("convolutions", rows());
  }

  private Fields totals(CostReport report) {
    return new Fields()
        .with("params", report.params())
        .with("multAdds", report.multAdds())
        .with("predictedSeconds", seconds(report));
  }

  @Override
  public List<Fields> rows() {
    return advice.items().stream().map(AdviceTable::fields).toList();
  }

  private static Fields fields(Item item) {
    return new Fields()
        .with("name", item.node().name())
        .with("advised", item.worth())
        .with("reason", item.reason())
        .with("share", item.share())
        .with("savedMultAdds", item.saved())
        .with("regular", fields(item.regular()))
        .with("separable", fields(item.separable()));
  }

  private static Fields fields(Cost cost) {
    return new Fields()
        .with("params", cost.params())
        .with("multAdds", cost.multAdds())
        .with("movedBytes", cost.movedBytes())
        .with("fusedMovedBytes", cost.fusedBytes())
        .with("predictedSeconds", cost.seconds());
  }
}
