package dev.twofold.cost.render;

import dev.twofold.cost.Advice;
import dev.twofold.cost.Advice.Item;
import dev.twofold.cost.CostModel;
import java.util.List;

/// What regular convolutions would gain by becoming depthwise-separable, as text.
record AdviceTable(Advice advice) {

  String text() {
    String heading =
        "%s: regular convolutions made depthwise-separable\n\n".formatted(advice.graph().name());
    return advice.items().isEmpty()
        ? heading + "nothing to change: no regular convolution with a kernel above 1 x 1\n"
        : heading
            + grid().text(TableSummary.WIDTH)
            + "\n"
            + "moved, unfused / fused: bytes moved with depthwise and pointwise run one by one / as"
            + " one step\n"
            + totals();
  }

  private Grid grid() {
    return new Grid(
        List.of(
            Grid.shrinking("convolution"),
            Grid.text("do it"),
            Grid.number("params"),
            Grid.number("mult-adds"),
            Grid.number("saved"),
            Grid.number("moved"),
            Grid.number("unfused"),
            Grid.number("fused"),
            Grid.text("of the network")),
        advice.items().stream().map(AdviceTable::row).toList());
  }

  private static List<String> row(Item item) {
    return List.of(
        item.node().name(),
        item.worth() ? "yes" : "no",
        ratio(item.separable().params(), item.regular().params()),
        ratio(item.separable().multAdds(), item.regular().multAdds()),
        Numbers.readable(item.saved()),
        Numbers.bytes(item.regular().movedBytes()),
        Numbers.bytes(item.separable().movedBytes()),
        Numbers.bytes(item.separable().fusedBytes()),
        item.reason());
  }

  private static String ratio(long after, long before) {
    return "x " + Numbers.fixed((double) after / before, 3);
  }

  private String totals() {
    long before = CostModel.of(advice.graph()).multAdds();
    long after = CostModel.of(advice.applied()).multAdds();
    return "\nmult-adds with all that is advised: %s -> %s (%s of them)\n"
        .formatted(Numbers.grouped(before), Numbers.grouped(after), Numbers.percent(after, before));
  }
}
