package dev.twofold.examples;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Window;
import dev.twofold.runtime.BackendStatus;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendException;
import dev.twofold.tensor.Shape;

/// The ways to choose a backend, the later ones giving way to the earlier: by the API, by a system
/// property, by an environment variable, or by what is on the class path.
public final class ChooseBackend {

  private ChooseBackend() {}

  /// Compiles one network in all of these ways and prints which backend it got, and why.
  ///
  /// @param args none
  public static void main(String[] args) {
    GraphBuilder net = Graph.builder("Net");
    Graph graph =
        net.output(
                net.add(
                    "conv",
                    Convolution.depthwise(8, Window.same(3)),
                    net.input("x", Shape.nchw(1, 8, 16, 16))))
            .build();
    Model model = Model.initialised(graph, 1);

    // A backend is there as soon as its jar is on the class path.
    Backends backends = Backends.discover();
    for (BackendStatus status : backends.statuses()) {
      System.out.println("found: " + status.summary());
    }

    // 1. Nothing said: the best class of device, ours before others.
    print("automatic", backends, model, CompileOptions.DEFAULTS);

    // 2. The system property, here set by hand; usually java -Dtwofold.backend=reference.
    //    The environment variable TWOFOLD_BACKEND does the same, behind the property.
    System.setProperty("twofold.backend", "reference");
    try {
      print("property", backends, model, CompileOptions.DEFAULTS);

      // 3. The API, before everything else.
      print("API", backends, model, CompileOptions.DEFAULTS.withBackends("hello"));
    } finally {
      System.clearProperty("twofold.backend");
    }

    // A backend that was named is never silently replaced.
    try {
      print("API", backends, model, CompileOptions.DEFAULTS.withBackends("helo"));
    } catch (BackendException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }

  private static void print(String way, Backends backends, Model model, CompileOptions options) {
    try (Program program = backends.compile(model, options)) {
      System.out.println(way + ": " + program.selection());
    }
  }
}
