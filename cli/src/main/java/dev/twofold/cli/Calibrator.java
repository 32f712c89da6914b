package dev.twofold.cli;

import dev.twofold.cost.Calibration;
import dev.twofold.cost.Execution;
import dev.twofold.cost.MachineProfile;
import dev.twofold.cost.StepLoad;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.models.Models;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// Measures how fast a backend is on this machine.
///
/// @param console where progress is shown
/// @param backend the backend and its threads
record Calibrator(Console console, BackendArguments backend) {

  /*
   * Steps are measured where they are used: in networks, between their neighbours, with the data where
   * the step before left it. These networks have among them every kind of layer that the built-in ones
   * have, at widths and resolutions of their own, so that what is predicted later was not measured.
   */
  private static final List<Network> NETWORKS =
      List.of(
          new Network("mobilenet-v1:width=0.75", 192),
          new Network("mobilenet-v2:width=0.75", 160),
          new Network("mobilenet-v3-large", 160),
          new Network("mobilenet-v3-small", 160),
          new Network("efficientnet-b0", 128),
          new Network("segnet", 64),
          new Network("segnet-separable", 96),
          new Network("resnet18", 96),
          new Network("shufflenet-v2", 128),
          new Network("deeplab-v3-plus", 129));

  private static final long SEED = 1;

  /// A built-in network and the height and width of its input.
  private record Network(String spec, int size) {

    Graph graph() {
      return Models.graph(spec, Shape.nchw(1, 3, size, size));
    }
  }

  /// A compiled network with its graph.
  private record Compiled(Graph graph, Program program) {}

  /// Measures for about so many seconds.
  MachineProfile measure(double seconds) {
    List<Compiled> networks = new ArrayList<>();
    try (Progress progress = Progress.of(console, "measuring the machine", 3L * NETWORKS.size())) {
      for (Network network : NETWORKS) {
        Graph graph = network.graph();
        Model model = Model.initialised(graph, SEED);
        networks.add(new Compiled(graph, backend.compile(console, model)));
        progress.step();
      }
      return measure(networks, seconds / NETWORKS.size(), progress);
    } finally {
      networks.forEach(network -> network.program().close());
    }
  }

  /// Warms all networks up before the first is measured: they share kernels.
  private MachineProfile measure(List<Compiled> networks, double seconds, Progress progress) {
    for (Compiled network : networks) {
      StepTimes.measure(network.program(), seconds / 2);
      progress.step();
    }
    Calibration calibration = new Calibration();
    for (Compiled network : networks) {
      List<Double> times = StepTimes.measure(network.program(), seconds / 2).seconds();
      List<StepLoad> loads = StepLoad.of(Execution.of(network.graph(), network.program().plan()));
      for (int i = 0; i < loads.size(); i++) {
        calibration.add(loads.get(i), times.get(i));
      }
      progress.step();
    }
    String id = networks.getFirst().program().selection().backend();
    return calibration.profile(machine(), id, backend.threads());
  }

  private static String machine() {
    return "%s, %d processors, Java %s"
        .formatted(
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            Runtime.version());
  }
}
