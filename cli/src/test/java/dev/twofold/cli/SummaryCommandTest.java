package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Model;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.onnx.OnnxWriter;
import dev.twofold.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryCommandTest {

  @TempDir Path folder;

  @Test
  void summary_theArticlesExercise_printsItsCountsInOurTable() {
    Cli cli = Cli.run("summary", "separable:in=16,out=32,kernel=3,size=128");
    assertEquals(0, cli.code());
    assertEquals("", cli.err());
    assertTrue(cli.out().contains("656 params"), cli.out());
    assertTrue(cli.out().contains("10,747,904 mult-adds"), cli.out());
    // The heading is as long as what was asked for.
    assertTrue(cli.out().lines().skip(1).allMatch(line -> line.length() <= 100), cli.out());
  }

  @Test
  void summary_torchinfoStyle_printsTheArticlesText() {
    Cli cli = Cli.run("summary", "separable", "--style", "torchinfo");
    List<String> expected =
        List.of(
            "DepthwiseSeparableConv                   [1, 32, 128, 128]         --",
            "├─Conv2d: 1-1                            [1, 16, 128, 128]         144",
            "├─Conv2d: 1-2                            [1, 32, 128, 128]         512",
            "Total params: 656",
            "Total mult-adds (M): 10.75",
            "Forward/backward pass size (MB): 6.29",
            "Estimated Total Size (MB): 7.34");
    assertTrue(cli.out().lines().toList().containsAll(expected), cli.out());
  }

  @Test
  void summary_torchinfoStyle_countsByTorchinfosConvention() {
    String bias = Cli.run("summary", "segnet", "--style", "torchinfo").out();
    String weights =
        Cli.run("summary", "segnet", "--style", "torchinfo", "--convention", "weights").out();
    assertTrue(bias.contains("Total mult-adds (G): 9.12"), bias);
    assertTrue(weights.contains("Total mult-adds (G): 9.12"), weights);
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-v1, 1x3x224x224, '4,231,976', '568,740,352'",
    "mobilenet-v1, 1x3x160x160, '4,231,976', '290,675,200'",
    "mobilenet-v1:width=0.5, 1x3x224x224, '1,331,592', '149,497,088'",
    "mobilenet-v2, 1x3x224x224, '3,504,872', '300,774,272'",
    "segnet, 1x3x128x128, '15,274,892', '9,116,319,744'",
    "segnet-separable, 1x3x128x128, '1,749,671', '1,077,657,600'"
  })
  void summary_knownNetworks_haveTheCountsOfThePapers(
      String model, String shape, String params, String multAdds) {
    Cli cli = Cli.run("summary", model, "--input-shape", shape);
    assertTrue(cli.out().contains(params + " params"), cli.out());
    assertTrue(cli.out().contains(multAdds + " mult-adds"), cli.out());
  }

  @Test
  void summary_onnxFile_isCounted() {
    Cli cli = Cli.run("summary", Cli.fixture("classes.onnx"));
    assertEquals(0, cli.code(), cli.err());
    assertTrue(cli.out().contains("24 mult-adds"), cli.out());
  }

  @Test
  void summary_asImported_showsBeforeAndAfterWithReasons() throws IOException {
    Path file = folder.resolve("padded.onnx");
    GraphBuilder net = Graph.builder("padded");
    Value x = net.input("x", Shape.nchw(1, 2, 4, 4));
    List<Integer> frame = List.of(0, 0, 1, 1);
    Value framed = net.add("pad", new Pad(frame, frame, Pad.Mode.CONSTANT, 0), x);
    net.output("y", net.add("conv", Convolution.depthwise(2, Window.of(3)), framed));
    OnnxWriter.write(Model.initialised(net.build(), 1), file);

    Cli text = Cli.run("summary", file, "--as-imported");
    Cli json = Cli.run("summary", file, "--as-imported", "--format", "json");

    assertEquals(0, text.code(), text.err());
    List<String> lines = text.out().lines().toList();
    assertTrue(lines.contains("As imported: 3 nodes"), text.out());
    assertTrue(lines.contains("Simplified: 2 nodes"), text.out());
    assertTrue(
        lines.contains("conv  DepthwiseConv2d  takes over the zero padding before it"), text.out());
    assertTrue(
        lines.contains("pad   Pad              gone: read by 'conv' only, which was simplified"),
        text.out());
    assertTrue(json.out().contains("\"reason\" : \"takes over the zero padding before it\""));
    assertTrue(json.out().startsWith("{"), json.out());
  }

  @Test
  void summary_asImportedOfABuiltInNetwork_isRefused() {
    assertEquals(
        "twofold: --as-imported: 'segnet' is built in, nothing is imported; name an .onnx file%n"
            .formatted(),
        Cli.run("summary", "segnet", "--as-imported").err());
  }

  @Test
  void summary_depth_leavesOutInnerRows() {
    Cli all = Cli.run("summary", "mobilenet-v2");
    Cli outer = Cli.run("summary", "mobilenet-v2", "--depth", "1");
    assertTrue(outer.out().lines().count() < all.out().lines().count() / 3, outer.out());
    assertTrue(outer.out().contains("300,774,272"), outer.out());
  }

  @Test
  void summary_out_writesTheFileAndNothingToStandardOutput() throws IOException {
    Path file = folder.resolve("summary.txt");
    Cli cli = Cli.run("summary", "segnet", "--style", "torchinfo", "--out", file);
    assertEquals(0, cli.code());
    assertEquals("", cli.out());
    assertEquals("twofold: wrote %s%n".formatted(file), cli.err());
    assertEquals(
        Cli.run("summary", "segnet", "--style", "torchinfo").out(), Files.readString(file));
  }

  @ParameterizedTest
  @CsvSource({
    "markdown, '| total | separable | [1, 32, 128, 128] | 656 |'",
    "csv, 'depthwise,DepthwiseConv2d,1x16x128x128,1x16x128x128,144,144,2359296,'",
    "latex, '\\begin{tabular}{lllrrrr}'",
    "dot, 'digraph \"separable\" {'",
    "JSON, '\"multAdds\" : 10747904'"
  })
  void summary_everyForm_isPrinted(String form, String expected) {
    Cli cli = Cli.run("summary", "separable", "--format", form);
    assertEquals(0, cli.code(), cli.err());
    assertTrue(cli.out().contains(expected), cli.out());
    assertEquals("", cli.err());
  }

  @Test
  void summary_torchinfoOptions_areThoseOfTheLibrary() {
    Cli cli =
        Cli.run(
            "summary",
            "separable",
            "--style=torchinfo",
            "--columns=kernel,input,output,params,percent,mult-adds,trainable",
            "--rows=depth,var-names,ascii-only",
            "--column-width=16");
    assertEquals(0, cli.code(), cli.err());
    List<String> lines = cli.out().lines().toList();
    assertEquals(
        "Layer (type (var_name):depth-idx)                  Kernel Shape     Input Shape     "
            + " Output Shape     Param #          Param %          Mult-Adds        Trainable",
        lines.get(1));
    assertEquals(
        "+ Conv2d (depthwise): 1-1                          [3, 3]           [1, 16, 128, 128]"
            + " [1, 16, 128, 128] 144               21.95%          2,359,296        True",
        lines.get(4));
  }

  @Test
  void summary_torchinfoHead_hasItsUnits() {
    String out =
        Cli.run("summary", "separable", "--style=torchinfo", "--convention=torchinfo-head").out();
    assertTrue(out.contains("Params size (kB): 2.62"), out);
  }

  @Test
  void summary_unknownColumn_listsAll() {
    Cli cli = Cli.run("summary", "separable", "--style=torchinfo", "--columns=output,size");
    assertEquals(2, cli.code());
    assertEquals(
        "twofold: --columns: unknown 'size'; choose among kernel, groups, input, output, params,"
            + " percent, mult-adds, trainable\n",
        cli.err());
  }

  @Test
  void summary_memory_printsTrafficAndReceptiveFieldByFusion() {
    Cli none = Cli.run("summary", "segnet-separable", "--style=memory");
    Cli fused = Cli.run("summary", "segnet-separable", "--style=memory", "--fusion=separable");
    assertTrue(none.out().contains("8.39 MB"), none.out());
    assertTrue(none.out().contains("3 x 3"), none.out());
    assertTrue(fused.out().lines().count() < none.out().lines().count(), fused.out());
    assertTrue(fused.out().contains("84.57 MB"), fused.out());
  }

  @Test
  void summary_executed_printsTheStepsOfTheBackend() {
    Cli cli = Cli.run("summary", "separable", "--style=executed", "--backend=reference");
    assertEquals(0, cli.code(), cli.err());
    assertTrue(cli.out().contains("moved as executed: "), cli.out());
    assertTrue(cli.out().contains("depthwise"), cli.out());
    assertEquals("twofold: 'separable' is built in and has random weights (seed 42)\n", cli.err());
  }

  @Test
  void summary_formThatTheStyleLacks_isRefused() {
    Cli cli = Cli.run("summary", "separable", "--style=torchinfo", "--format=json");
    assertEquals(2, cli.code());
    assertEquals(
        "twofold: --style torchinfo has no form 'json'; leave one of the two out\n", cli.err());
  }
}
