package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Node;
import dev.twofold.models.ModelInfo;
import dev.twofold.models.Models;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The runtime's count of mult-adds is the cost model's: neither may depend on the other, so this
/// test lies in the runtime's package, in the one module that has all networks.
class MultAddsAgreementTest {

  static List<ModelInfo> models() {
    return Models.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void of_everyNodeOfANetwork_isWhatTheCostModelCounts(ModelInfo model) {
    Graph graph = Models.graph(model.name()).withBatch(1);
    CostReport report = CostModel.of(graph);
    List<Node> nodes = graph.nodes();
    assertEquals(nodes.size(), report.layers().size());
    for (int i = 0; i < nodes.size(); i++) {
      assertEquals(
          report.layers().get(i).multAdds(), MultAdds.of(nodes.get(i)), nodes.get(i)::name);
    }
    assertTrue(report.multAdds() > 0, "nothing was counted");
    assertEquals(report.multAdds(), MultAdds.of(nodes).orElseThrow());
  }
}
