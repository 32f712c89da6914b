package dev.twofold.cli;

import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.LayerCost;
import dev.twofold.graph.ExecutionPlan;
import dev.twofold.graph.Model;
import dev.twofold.io.FileException;
import dev.twofold.io.Images;
import dev.twofold.io.Masks.Region;
import dev.twofold.models.Models;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `demo`: the whole way on real input, then the article's comparison.
@Command(
    name = "demo",
    description =
        "Find and read the text in a picture with real networks, then compare the article's two.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  /// As PaddleOCR's `drop_score`.
  private static final float LEAST_CONFIDENCE = 0.5f;

  private final Console console;

  @Option(
      names = "--output-dir",
      paramLabel = "FOLDER",
      description = "Where twofold-demo.png is written (default: the current folder).")
  private Path folder = Path.of("");

  @Mixin private final BackendArguments backend = new BackendArguments();

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    Folders.create(folder);
    Path file = folder.resolve("twofold-demo.png");
    Images.checkWritable(file);
    detectText(file);
    compareArticle();
    return 0;
  }

  private void detectText(Path file) throws FileException {
    Tensor picture = TextDetection.picture();
    Tensor input = TextDetection.input(picture);
    console.line("1. Text detection in a picture: PP-OCRv4 mobile, an ONNX file, 960 x 640 pixels");
    console.line("");
    Model model = TextDetection.network(input.shape());
    printKinds(CostModel.of(model.graph()));
    console.line("");
    try (Program program = backend.compile(console, model)) {
      Timing timing = Timing.measure(console, program, List.of(input));
      Tensor mask = timing.outputs().getFirst();
      console.line("backend  %s", program.selection());
      console.line("time     %s", timing);
      List<Region> pieces = TextDetection.regions(mask);
      console.line("text     %d regions found", pieces.size());
      Images.write(file, TextDetection.drawn(picture, mask));
      console.line("picture  %s", file);
      read(picture, mask.shape(), pieces);
    }
  }

  /// Prints what the pieces of text say.
  ///
  /// @param map the shape of the mask that they were found in
  private void read(Tensor picture, Shape map, List<Region> pieces) throws FileException {
    console.line("");
    console.line("2. Reading it: PP-OCRv4 mobile text recognition, the characters of each region");
    console.line("");
    TextTable table = new TextTable("text", ">confidence");
    long begin = System.nanoTime();
    try (Progress progress = Progress.of(console, "reading", pieces.size());
        TextRecognition recognition = TextRecognition.of(backend, pieces)) {
      for (Region piece : pieces) {
        TextRecognition.Line line =
            recognition.read(picture, TextDetection.scaled(piece, map, picture.shape()));
        if (line.confidence() >= LEAST_CONFIDENCE) {
          table.row(line.text(), Text.percent(line.confidence()));
        }
        progress.step();
      }
    }
    long nanos = System.nanoTime() - begin;
    table.printTo(console);
    console.line("");
    console.line("time     %s with reading and compiling the network", Text.time((double) nanos));
  }

  /// What each kind of layer costs, the rest in one row.
  private void printKinds(CostReport report) {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    for (LayerCost layer : report.layers()) {
      String name = layer.params() > 0 && layer.kind().contains("Conv") ? layer.kind() : "others";
      Kind kind = new Kind(1, layer.params(), layer.multAdds().orElse(0));
      kinds.merge(name, kind, Kind::plus);
    }
    Kind others = kinds.remove("others");
    TextTable table = new TextTable("layers", ">count", ">params", ">mult-adds", ">share");
    kinds.forEach((name, kind) -> kind.addTo(table, name, report.multAdds()));
    if (others != null) {
      others.addTo(table, "others", report.multAdds());
    }
    new Kind(report.layers().size(), report.params(), report.multAdds())
        .addTo(table, "total", report.multAdds());
    table.printTo(console);
  }

  private record Kind(int count, long params, long multAdds) {

    Kind plus(Kind other) {
      return new Kind(count + other.count, params + other.params, multAdds + other.multAdds);
    }

    void addTo(TextTable table, String name, long all) {
      table.row(
          name,
          Integer.toString(count),
          Text.format("%,d", params),
          Text.format("%,d", multAdds),
          Text.percent((double) multAdds / all));
    }
  }

  private void compareArticle() {
    console.line("");
    console.line(
        "3. The article's SegNet, regular against depthwise-separable (128 x 128, random weights)");
    console.line("");
    Measured regular = measure("segnet");
    Measured separable = measure("segnet-separable");
    TextTable table = new TextTable("", ">segnet", ">segnet-separable", ">ratio");
    row(table, "params", regular.cost().params(), separable.cost().params());
    row(table, "mult-adds", regular.cost().multAdds(), separable.cost().multAdds());
    table.row(
        "memory traffic",
        Text.bytes(regular.traffic()),
        Text.bytes(separable.traffic()),
        ratio(regular.traffic(), separable.traffic()));
    table.row(
        "time per run",
        Text.time(regular.nanos()),
        Text.time(separable.nanos()),
        ratio(regular.nanos(), separable.nanos()));
    table.printTo(console);
    console.line("");
    console.line("backend  %s", regular.selection());
    console.line(verdict(regular, separable));
  }

  private static String verdict(Measured regular, Measured separable) {
    double promised = (double) regular.cost().multAdds() / separable.cost().multAdds();
    double measured = regular.nanos() / separable.nanos();
    return "The mult-adds promise %s, measured are %s%s"
        .formatted(
            ratio(promised, 1),
            ratio(measured, 1),
            measured < promised
                ? ": moving memory (%s) takes time, too."
                    .formatted(ratio(regular.traffic(), separable.traffic()))
                : ".");
  }

  private static void row(TextTable table, String name, long left, long right) {
    table.row(name, Text.format("%,d", left), Text.format("%,d", right), ratio(left, right));
  }

  private static String ratio(long left, long right) {
    return ratio((double) left, (double) right);
  }

  private static String ratio(double left, double right) {
    return Text.format("%.2fx", left / right);
  }

  private record Measured(CostReport cost, long traffic, double nanos, String selection) {}

  private Measured measure(String name) {
    Model model = Model.initialised(Models.graph(name), 42);
    CostReport cost = CostModel.of(model.graph());
    Tensor input = Tensor.zeros(model.graph().inputs().getFirst().type());
    try (Program program = backend.compile(console, model)) {
      Timing timing = Timing.measure(console, program, List.of(input));
      return new Measured(
          cost, traffic(program.plan()), timing.nanos(), program.selection().toString());
    }
  }

  /// What a run reads and writes: every step its inputs, weights and outputs once.
  private static long traffic(ExecutionPlan plan) {
    return plan.steps().stream()
        .mapToLong(step -> step.weightBytes() + step.readBytes() + step.writtenBytes())
        .sum();
  }
}
