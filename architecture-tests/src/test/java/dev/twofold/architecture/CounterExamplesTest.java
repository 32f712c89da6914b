package dev.twofold.architecture;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.FailureReport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every rule is seen to fail on classes that break it, and on those only.
class CounterExamplesTest {

  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("wrong");

  private static final Rules RULES =
      new Rules(
          "wrong",
          Set.of("wrong.tensor", "wrong.graph", "wrong.spi", "wrong.runtime", "wrong.cost"));

  /// The classes that each rule must complain about.
  private static final Map<String, List<String>> EXPECTED =
      Map.ofEntries(
          entry("1 arrows", List.of("graph.GraphThatRuns", "strange.Stranger", "io.FileOfGraphs")),
          entry("2 api dependencies", List.of("spi.SpiWithTests")),
          entry("3 cost knows no backend", List.of("cost.CostThatRuns")),
          entry("4 backends apart", List.of("cpu.NosyCompiler", "cli.NosyCommand")),
          entry("5 no cycles", List.of("graph.GraphThatRuns")),
          entry(
              "6 no side effects",
              List.of("tensor.TensorInFile", "graph.GraphWithThread", "cost.CostFromServer")),
          entry("7 final fields", List.of("graph.GraphWithThread")),
          entry("8 layers are records", List.of("graph.LayerWithState")),
          entry("9 only providers are public", List.of("cpu.PublicHelper")),
          entry(
              "10 providers",
              List.of("cpu.OpenProvider", "cuda.ProviderWithArguments", "cuda.HiddenProvider")),
          entry("11 service loader", List.of("models.PluginModels")),
          entry("12 kernels", List.of("cpu.kernel.KernelWithList")),
          entry("13 incubator", List.of("models.VectorModels")),
          entry("14 jcuda", List.of("cuda.LeakyCompiler")),
          entry("15 public signatures", List.of("cost.CostWithLogger", "spi.SpiWithTests")),
          entry(
              "16 library manners",
              List.of("models.ChattyModels", "models.JulModels", "models.CarelessModels")),
          entry("17 null-marked", List.of("onnx.UnmarkedReader")),
          entry("18 closed types", List.of("models.OpenModels", "cpu.OpenProvider")),
          entry("19 examples", List.of("examples.ExampleOfInternals")),
          entry("21 vectors stay inside", List.of("cpu.kernel.KernelWithHelper")));

  /// Classes that keep every rule, to show that the rules do not complain about all there is.
  private static final List<String> INNOCENT =
      List.of("wrong.runtime.Discovery", "wrong.cpu.kernel.GoodKernel", "wrong.cpu.GoodProvider");

  @TestFactory
  Stream<DynamicTest> counterExample_everyRule_reportsIt() {
    return RULES.all().entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getKey(), entry.getValue())));
  }

  @Test
  void counterExamples_everyRule_hasSome() {
    assertEquals(RULES.all().keySet(), EXPECTED.keySet());
  }

  private static void check(String name, ArchRule rule) {
    FailureReport report = rule.evaluate(CLASSES).getFailureReport();
    for (String expected : EXPECTED.get(name)) {
      assertTrue(report.toString().contains("wrong." + expected), () -> expected + " in " + report);
    }
    for (String innocent : INNOCENT) {
      Pattern accused =
          Pattern.compile("(\\w+ <)?" + Pattern.quote(innocent) + "\\b.*", Pattern.DOTALL);
      List<String> complaints =
          report.getDetails().stream().filter(accused.asMatchPredicate()).toList();
      assertEquals(List.of(), complaints);
    }
    assertTrue(report.toString().contains("because"), report::toString);
  }
}
