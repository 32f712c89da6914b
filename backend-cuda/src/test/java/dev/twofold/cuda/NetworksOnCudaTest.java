package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.models.Models;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole networks on the device against the reference.
@Tag("gpu")
class NetworksOnCudaTest {

  private static final float TOLERANCE = 1e-5f;

  @BeforeAll
  static void load() {
    TestDriver.load();
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-v1, 1x3x32x32, apart",
    "mobilenet-v1, 1x3x32x32, arena",
    "mobilenet-v2, 1x3x32x32, apart",
    "mobilenet-v2:width=0.35, 2x3x33x47, arena",
    "segnet, 1x3x32x32, arena",
    "segnet-separable, 1x3x32x32, apart"
  })
  void run_network_equalsTheReference(String spec, String shape, String memory) {
    Graph graph = Models.graph(spec, Shape.parse(shape));
    Model model = Compiled.model(graph);
    List<Tensor> inputs = Compiled.inputs(graph, 3);
    try (Program reference = Compiled.on("reference", model, Map.of());
        Program cuda = Compiled.on("cuda", model, Map.of(Settings.MEMORY, memory))) {
      assertEquals(1, cuda.plan().steps().size(), cuda.plan().toString());
      Tensor expected = Compiled.run(reference, inputs).getFirst();
      Tensor got = Compiled.run(cuda, inputs).getFirst();
      float largest = 0;
      float worst = 0;
      for (int i = 0; i < expected.floats().length; i++) {
        largest = Math.max(largest, Math.abs(expected.floats()[i]));
        worst = Math.max(worst, Math.abs(expected.floats()[i] - got.floats()[i]));
      }
      float error = worst / largest;
      assertTrue(error <= TOLERANCE, () -> spec + ": relative error " + error);
    }
  }
}
