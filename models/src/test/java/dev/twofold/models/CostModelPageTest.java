package dev.twofold.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.graph.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The numbers on the page about the cost model.
class CostModelPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("twofold.root", ".."), "docs", "cost-model.md");

  private static final List<Convention> COLUMNS =
      List.of(
          Convention.WEIGHTS,
          Convention.TORCHINFO,
          Convention.FVCORE,
          Convention.PTFLOPS,
          Convention.THOP);

  @Test
  void page_fiveNetworks_areWhatTheCostModelCounts() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.matches("\\| `[a-z0-9-]+` \\| \\d.*"))
            .toList();

    assertEquals(5, rows.size());
    for (String row : rows) {
      Graph graph = Models.graph(row.substring(3, row.indexOf('`', 3)));
      StringBuilder counted = new StringBuilder(row.substring(0, row.indexOf('|', 1) + 1));
      for (Convention convention : COLUMNS) {
        long multAdds = CostModel.of(graph, convention).multAdds();
        counted.append(String.format(Locale.ROOT, " %,d |", multAdds));
      }
      assertEquals(row, counted.toString());
    }
  }
}
