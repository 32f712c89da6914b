package dev.twofold.benchmarks;

import ai.onnxruntime.OrtException;
import dev.twofold.cost.CostModel;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Measures networks and blocks on the CPU backend against ONNX Runtime: the same weights, the same
/// number of threads, in turns in one run.
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    description = "Measures networks and blocks against ONNX Runtime, in turns in one run.")
public final class Peers implements Callable<Integer> {

  private static final String PEER = "onnxruntime";

  @Option(names = "--threads", defaultValue = "1", description = "threads of either side")
  private int threads;

  @Option(
      names = "--models",
      split = ",",
      description = "networks (as for ./twofold) and blocks to measure; default: all of both")
  private @Nullable List<String> models;

  @Option(names = "--seconds", defaultValue = "6", description = "time to measure each for")
  private int seconds;

  @Option(names = "--json", description = "file for the results")
  private @Nullable Path json;

  @Option(
      names = "--start",
      description =
          "Measure instead how long MobileNetV2 takes from the start of a process to its"
              + " first result, and how much memory.")
  private boolean start;

  /// Mult-adds a second, the best seen so far: what else runs can only make it less.
  private double peak;

  @Spec private @Nullable CommandSpec spec;

  /// Runs the command line.
  public static void main(String[] args) {
    System.exit(new CommandLine(new Peers()).execute(args));
  }

  @Override
  public Integer call() throws IOException, OrtException, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (start) {
      StartUp.print(out, threads);
      return 0;
    }
    findPeak();
    out.printf(
        Locale.ROOT,
        "peak %.1f GFLOP/s on %d thread(s), ratio = peer / ours%n%s%n",
        2e-9 * peak,
        threads,
        Row.header());
    List<Row> rows = new ArrayList<>();
    for (Workload workload : workloads()) {
      rows.add(measure(workload));
      out.println(rows.getLast().text());
      out.flush();
    }
    if (json != null) {
      try (Writer file = Files.newBufferedWriter(json, StandardCharsets.UTF_8)) {
        Row.write(rows, file);
      }
    }
    return 0;
  }

  private List<Workload> workloads() {
    return models == null
        ? Stream.concat(Workload.networks().stream(), Workload.blocks().stream()).toList()
        : models.stream().map(Workload::named).toList();
  }

  private Row measure(Workload workload) throws OrtException {
    Model model = workload.model().get();
    Graph graph = model.graph();
    Tensor input = input(graph);
    findPeak();
    try (Runner ours = new TwofoldRunner(model, input, threads);
        Runner peer = new OnnxRuntimeRunner(workload.network().apply(model), input, threads)) {
      Duel.Result result = new Duel(ours, peer, TimeUnit.SECONDS.toNanos(seconds)).run();
      findPeak();
      double perSecond = multAdds(graph) / (result.ours().minMicros() * 1e-6);
      return new Row(
          workload.name(),
          threads,
          result.ours(),
          PEER,
          result.peer(),
          result.peer().medianMicros() / result.ours().medianMicros(),
          result.peer().minMicros() / result.ours().minMicros(),
          perSecond / peak,
          error(ours.output(), peer.output()));
    }
  }

  private void findPeak() {
    peak = Math.max(peak, Peak.multAddsPerSecond(threads));
  }

  /// Of all images of the batch: costs are of one.
  private static double multAdds(Graph graph) {
    int images = graph.inputs().getFirst().shape().n();
    return (double) images * CostModel.of(graph).totals().multAdds();
  }

  private static Tensor input(Graph graph) {
    Tensor tensor = Tensor.zeros(graph.inputs().getFirst().shape());
    Random random = new Random(2);
    for (int i = 0; i < tensor.floats().length; i++) {
      tensor.floats()[i] = random.nextFloat();
    }
    return tensor;
  }

  private static double error(Tensor ours, Tensor peers) {
    double difference = 0;
    double largest = Float.MIN_NORMAL;
    for (int i = 0; i < ours.floats().length; i++) {
      difference = Math.max(difference, Math.abs(ours.floats()[i] - peers.floats()[i]));
      largest = Math.max(largest, Math.abs(peers.floats()[i]));
    }
    return difference / largest;
  }
}
