package dev.twofold.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cost.Advice;
import dev.twofold.cost.Comparison;
import dev.twofold.cost.Convention;
import dev.twofold.cost.CostAssert;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Execution;
import dev.twofold.cost.Explanation;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.MachineProfile;
import dev.twofold.cost.MemoryReport;
import dev.twofold.cost.Roofline;
import dev.twofold.cost.StepLoad;
import dev.twofold.cost.StepRate;
import dev.twofold.cost.Sweep;
import dev.twofold.cost.TimeModel;
import dev.twofold.cost.render.Profiles;
import dev.twofold.cost.render.Summaries;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The code on the page about the cost model is code of these tests, but for its comments and line
/// breaks.
class CostModelSnippetsTest {

  private static final Path ROOT = Path.of(System.getProperty("twofold.root", ".."));
  private static final Path SOURCE =
      ROOT.resolve("models/src/test/java/dev/twofold/models/CostModelSnippetsTest.java");
  private static final Path PAGE_SOURCE =
      ROOT.resolve("cost-page/src/test/java/dev/twofold/page/CostPageTest.java");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java$(.*?)^```$");

  /// Code without comments and white space.
  private static String bare(String code) {
    return code.replaceAll("(?m)\\s//.*$", "").replaceAll("\\s", "");
  }

  @Test
  void javaBlocks_ofThePage_standInTests() throws IOException {
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(ROOT.resolve("docs/cost-model.md")))
            .results()
            .map((MatchResult block) -> bare(block.group(1)))
            .toList();
    String tests = bare(Files.readString(SOURCE)) + bare(Files.readString(PAGE_SOURCE));

    assertEquals(5, blocks.size());
    for (String block : blocks) {
      assertFalse(block.isEmpty());
      assertTrue(tests.contains(block), "no test has: " + block);
    }
  }

  @Test
  void report_ofMobileNetV2_hasTheNumbersOfThePage() {
    Graph graph = Models.graph("mobilenet-v2");
    CostReport report = CostModel.of(graph);
    report.params();
    report.multAdds();
    System.out.print(Summaries.table(report));

    assertEquals(3_504_872, report.params());
    assertEquals(300_774_272, report.multAdds());
  }

  @Test
  void explanation_ofTwoConventions_endsWithTheSecond() {
    Graph graph = Models.graph("mobilenet-v2");
    Explanation why = Explanation.of(graph, Convention.WEIGHTS, Convention.FVCORE);
    System.out.print(Summaries.explanation(why));

    assertFalse(why.differences().isEmpty());
  }

  @Test
  void advice_sweepAndComparison_areMadeAsOnThePage() {
    Graph graph = Models.graph("segnet");
    CostReport report = CostModel.of(Models.graph("mobilenet-v2"));
    CostReport reportA = CostModel.of(graph);
    CostReport reportB = CostModel.of(Models.graph("segnet-separable"));
    TimeModel time = Roofline.ASSUMED;
    Advice advice = Advice.of(graph, time);
    Graph changed = advice.applied();

    Sweep.of(
        List.of(0.5, 1.0),
        List.of(128, 224),
        (width, size) -> Models.graph("mobilenet-v1:width=%s,size=%s".formatted(width, size)));

    CostAssert.assertThat(report)
        .multAddsBelow(600_000_000)
        .paramsBelow(4_500_000)
        .peakActivationBytesBelow(10_000_000);
    Comparison.of(reportA, reportB);

    assertTrue(CostModel.of(changed).multAdds() < reportA.multAdds());
  }

  @Test
  void profile_ofAProgram_tellsTimesAndBounds() {
    Graph graph = Models.graph("separable");
    StepRate rate = new StepRate(1e-6, 1e-11, 1e-10, 1e-10, 1e-10);
    String json =
        Profiles.json(
            new MachineProfile("any", "reference", 1, Roofline.ASSUMED, new TreeMap<>(), rate));
    try (Program program = Backends.discover().compile(Model.initialised(graph, 1))) {
      MachineProfile profile = Profiles.parse(json);
      double seconds = profile.seconds(MemoryReport.of(graph, Fusion.EPILOGUES));
      StepLoad.of(Execution.of(graph, program.plan()))
          .forEach(step ->
              System.out.println(
                  step.kind() + " " + profile.seconds(step) + " " + profile.bound(step)));

      assertTrue(seconds > 2e-6, () -> seconds + " s");
    }
  }
}
