package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands that read costs off graphs: `explain`, `advise`, `sweep`, `budget`, `compare`.
class CostCommandsTest {

  @TempDir Path folder;

  private static String out(String... arguments) {
    Cli cli = Cli.run((Object[]) arguments);
    assertEquals(0, cli.code(), cli.err());
    assertEquals("", cli.err());
    return cli.out();
  }

  @Test
  void explain_weightsToFvcore_namesKindsLayersAndTotals() {
    String out = out("explain", "mobilenet-v2", "--from", "weights", "--to", "fvcore");
    assertTrue(out.contains("mult-adds: 300,774,272 -> 314,193,216 (+13,418,944)"), out);
    assertTrue(out.contains("BatchNorm2d"), out);
    assertTrue(out.contains("features.0.1"), out);
    assertTrue(out.lines().allMatch(line -> line.length() <= 100), out);
  }

  @Test
  void explain_unknownConvention_listsAll() {
    Cli cli = Cli.run("explain", "mobilenet-v2", "--to", "flops");
    assertEquals(2, cli.code());
    assertEquals(
        "twofold: invalid value for option '--to': unknown convention 'flops'; choose one of"
            + " weights, torchinfo, torchinfo-head, fvcore, ptflops, thop, keras-params; see"
            + " ./twofold explain --help\n",
        cli.err());
  }

  @Test
  void advise_segnet_ranksConvolutionsAndNamesWhatIsNotWorthIt() {
    String out = out("advise", "segnet");
    assertTrue(out.contains("  yes  "), out);
    assertTrue(out.contains("  no  "), out);
    assertTrue(out.contains("predicted time: "), out);
    assertTrue(out.lines().allMatch(line -> line.length() <= 100), out);
  }

  @Test
  void advise_apply_printsTheSummaryOfTheChangedNetwork() {
    String advice = out("advise", "resnet18");
    String applied = out("advise", "resnet18", "--apply");
    String total = advice.replaceFirst("(?s).*\nmult-adds: [0-9,]+ -> ([0-9,]+) .*", "$1");
    assertTrue(applied.contains(total + " mult-adds (FLOPs = 2 x that)"), applied);
    assertTrue(applied.contains("pointwise"), applied);
    assertTrue(applied.contains("DepthwiseSeparableConv"), applied);
  }

  @Test
  void advise_rates_changeThePrediction() {
    String slow = out("advise", "segnet", "--flops", "1G", "--bandwidth", "1G", "--launch", "0");
    assertTrue(slow.contains("by 1.00 GFLOP/s, 1.00 GB/s and 0.0 µs a step"), slow);
  }

  @Test
  void sweep_mobileNet_hasThePapersCounts() {
    String out =
        out("sweep", "mobilenet-v1", "--width", "0.25,0.5,0.75,1", "--size", "128,160,192,224");
    assertEquals(2 + 16, out.lines().count(), out);
    for (String multAdds : List.of("13,570,048", "149,497,088", "239,273,472", "568,740,352")) {
      assertTrue(out.contains(multAdds), out);
    }
  }

  @Test
  void sweep_sizesAlone_workForNetworksWithoutWidth() {
    String out = out("sweep", "segnet", "--size", "64,128", "--format", "csv");
    assertTrue(out.contains("segnet,1.0,128,15274892,9116319744,,8388608\n"), out);
  }

  @Test
  void sweep_onnxFile_hasNoWidth() {
    Path file = Cli.fixture("classes.onnx");
    Cli cli = Cli.run("sweep", file, "--width", "0.5");
    assertEquals(2, cli.code());
    assertEquals(
        "twofold: --width: '%s' is a file, and its width is fixed; leave it out\n".formatted(file),
        cli.err());
  }

  @Test
  void sweep_unknownOption_isNamed() {
    Cli cli = Cli.run("sweep", "segnet", "--width", "0.5");
    assertEquals(1, cli.code());
    assertTrue(cli.err().startsWith("twofold: model 'segnet': unknown option 'width'"), cli.err());
  }

  @Test
  void budget_kept_exitsWith0() {
    String out = out("budget", "mobilenet-v2", "--max-mult-adds", "600M", "--max-params", "4M");
    assertTrue(out.contains("mult-adds  600,000,000  300,774,272"), out);
    assertFalse(out.contains("worst"), out);
  }

  @Test
  void budget_notKept_exitsWith1AndNamesTheWorstLayers() {
    Cli cli = Cli.run("budget", "mobilenet-v2", "--max-mult-adds", "200M");
    assertEquals(1, cli.code());
    assertEquals("", cli.err());
    assertTrue(
        cli.out()
            .contains(
                "has 300,774,272 mult-adds, allowed are at most 200,000,000; worst: features"),
        cli.out());
  }

  @Test
  void budget_withoutLimit_isWrongUsage() {
    Cli cli = Cli.run("budget", "mobilenet-v2");
    assertEquals(2, cli.code());
    assertEquals(
        "twofold: no limit; give --max-mult-adds, --max-params or --max-peak-activations; see"
            + " ./twofold budget --help\n",
        cli.err());
  }

  @Test
  void budget_noAmount_isExplained() {
    Cli cli = Cli.run("budget", "mobilenet-v2", "--max-params", "many");
    assertEquals(2, cli.code());
    assertEquals(
        "twofold: invalid value for option '--max-params': amount 'many': expected a whole number,"
            + " or one with k, M, G or T, such as 600M; see ./twofold budget --help\n",
        cli.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "markdown", "csv", "latex"})
  void compare_everyForm_isPrinted(String form) {
    String out = out("compare", "segnet", "segnet-separable", "--depth=1", "--format", form);
    assertTrue(out.contains("down1"), out);
  }

  @ParameterizedTest
  @CsvSource({
    "explain resnet18 --to thop, 5",
    "advise resnet18, 9",
    "'sweep mobilenet-v1 --width 0.5,1', 5",
    "budget resnet18 --max-params 1G, 5"
  })
  void markdown_everyCommand_isATable(String command, int columns) {
    String out = out((command + " --format markdown").split(" "));
    assertTrue(
        out.lines().allMatch(line -> line.chars().filter(c -> c == '|').count() == columns + 1),
        out);
  }

  @Test
  void out_everyCommand_writesTheFile() throws IOException {
    Path file = folder.resolve("answer.json");
    for (String command :
        List.of(
            "explain resnet18 --to thop",
            "advise resnet18",
            "sweep resnet18",
            "budget resnet18 --max-params 1G",
            "compare resnet18 resnet50")) {
      String line = command + " --format=json";
      String out = out(line.split(" "));
      Cli cli = Cli.run((Object[]) (line + " --out=" + file).split(" "));
      assertEquals(0, cli.code(), cli.err());
      assertEquals("", cli.out());
      assertEquals(out, Files.readString(file), command);
    }
  }

  @Test
  void html_oneNetworkAndTwo_areWholePages() {
    String one = out("summary", "segnet-separable", "--format", "html", "--flops=1G");
    String two =
        out(
            "compare",
            "segnet",
            "segnet-separable",
            "--format",
            "html",
            "--flops=1G",
            "--bandwidth=2G");
    assertTrue(one.startsWith("<!DOCTYPE html>"), one.substring(0, 80));
    assertTrue(
        one.contains("1.000 GFLOP/s, 20.00 GB/s and 2.00 µs a step (assumed, not measured)"));
    assertTrue(two.contains("<title>segnet and segnet-separable: cost</title>"));
    assertTrue(two.contains("1.000 GFLOP/s, 2.000 GB/s and 2.00 µs a step (as given)"));
  }

  @Test
  void html_ofOtherStyles_isRefused() {
    Cli cli = Cli.run("summary", "separable", "--style=memory", "--format=html");
    assertEquals(2, cli.code());
    assertEquals(
        "twofold: --style memory has no form 'html'; leave one of the two out\n", cli.err());
  }

  @ParameterizedTest
  @CsvSource({
    "vgg16, 1x3x0x224,"
        + " '--input-shape: shape [1, 3, 0, 224]: every extent must be at least 1, got 0'",
    "vgg16, 1x3x2x2, 'graph ''VGG'': node ''features.9'': input height 1 with padding 0+0 is"
        + " smaller than the kernel''s 2'",
    "vgg16, 1x3x224," + " 'model ''vgg16'': given input shape [1, 3, 224], expected [N, 3, H, W]'",
    "mobilenet-v2, 1x3x1000000000x1000000000,"
        + " 'graph ''MobileNetV2'': node ''features.2.conv.0.0'': shape [1, 96, 500000000,"
        + " 500000000] has more elements than 2^63 - 1'"
  })
  void summary_shapesThatCannotBe_areNamedWithTheNode(String model, String shape, String message) {
    Cli cli = Cli.run("summary", model, "--input-shape", shape);
    assertEquals(message.startsWith("--") ? 2 : 1, cli.code());
    assertEquals("", cli.out());
    assertEquals("twofold: " + message + "\n", cli.err());
  }
}
