package dev.twofold.cost.render;

import static dev.twofold.cost.render.TorchinfoOptions.Column.GROUPS;
import static dev.twofold.cost.render.TorchinfoOptions.Column.INPUT_SHAPE;
import static dev.twofold.cost.render.TorchinfoOptions.Column.KERNEL_SHAPE;
import static dev.twofold.cost.render.TorchinfoOptions.Column.MULT_ADDS;
import static dev.twofold.cost.render.TorchinfoOptions.Column.OUTPUT_SHAPE;
import static dev.twofold.cost.render.TorchinfoOptions.Column.PARAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.TestGraphs;
import dev.twofold.cost.TestGraphs.Custom;
import dev.twofold.cost.render.TorchinfoOptions.Column;
import dev.twofold.cost.render.TorchinfoOptions.Layout;
import dev.twofold.cost.render.TorchinfoOptions.RowSetting;
import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Node;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Summaries against what torchinfo itself prints, to the character.
class TorchinfoSamplesTest {

  private static final TorchinfoOptions HEAD = TorchinfoOptions.DEFAULTS.withLayout(Layout.HEAD);
  private static final Window HALVING = Window.of(2).withStride(2);

  private static String sample(String name) throws IOException {
    try (InputStream in =
        TorchinfoSamplesTest.class.getResourceAsStream("/torchinfo/" + name + ".out")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String summary(Graph graph, TorchinfoOptions options) {
    return Summaries.torchinfo(CostModel.of(graph, Convention.TORCHINFO_HEAD), options);
  }

  private static Convolution conv(int in, int out, Window window) {
    return Convolution.of(in, out, window, 1, true);
  }

  private static Graph singleInputNet(int images) {
    GraphBuilder net = Graph.builder("SingleInputNet");
    Value x = net.input("x", Shape.nchw(images, 1, 28, 28));
    x = net.add("conv1", conv(1, 10, Window.of(5)), x);
    x = net.function("relu1", Activation.RELU, net.function("pool1", Pool2d.max(HALVING), x));
    x = net.add("conv2", conv(10, 20, Window.of(5)), x);
    x = net.add("conv2_drop", new Identity("Dropout2d"), x);
    x = net.function("relu2", Activation.RELU, net.function("pool2", Pool2d.max(HALVING), x));
    x = net.add("fc1", new Linear(320, 50, true), net.function("view", Reshape.to(-1, 320), x));
    x = net.add("fc2", new Linear(50, 10, true), net.function("relu3", Activation.RELU, x));
    return net.output(net.function("log_softmax", new Softmax(1), x)).build();
  }

  @Test
  void torchinfo_singleInput_equalsSample() throws IOException {
    assertEquals(sample("single_input"), summary(singleInputNet(2), HEAD));
  }

  @Test
  void torchinfo_allColumns_equalsSample() throws IOException {
    TorchinfoOptions options = HEAD.withDepth(1).withColumns(Column.values()).withColumnWidth(20);
    assertEquals(sample("single_input_all_cols"), summary(singleInputNet(7), options));
  }

  @Test
  void torchinfo_variableNames_equalsSample() throws IOException {
    assertEquals(
        sample("row_settings"), summary(singleInputNet(16), HEAD.withRows(RowSetting.VAR_NAMES)));
  }

  @Test
  void torchinfo_linearAtRoot_equalsSample() throws IOException {
    Graph graph = TestGraphs.single("Linear", Shape.of(32, 16, 8), new Linear(8, 64, true));
    TorchinfoOptions options =
        HEAD.withDepth(1)
            .withColumns(INPUT_SHAPE, OUTPUT_SHAPE, PARAMS, MULT_ADDS)
            .withColumnWidth(20);
    assertEquals(sample("linear"), summary(graph, options));
  }

  @Test
  void torchinfo_groupsAtRoot_equalsSample() throws IOException {
    Graph graph =
        TestGraphs.single(
            "Conv2d", Shape.nchw(7, 16, 28, 28), new Conv2d(16, 32, Window.of(3), 4, true));
    TorchinfoOptions options =
        HEAD.withDepth(1)
            .withColumns(KERNEL_SHAPE, GROUPS, INPUT_SHAPE, OUTPUT_SHAPE, PARAMS, MULT_ADDS)
            .withColumnWidth(20);
    assertEquals(sample("groups"), summary(graph, options));
  }

  private static Graph autoEncoder() {
    GraphBuilder net = Graph.builder("AutoEncoder");
    Value x = net.input("x", Shape.nchw(1, 3, 64, 64));
    try (var _ = net.container("encoder", "Sequential")) {
      x = net.add("1", Activation.RELU, net.add("0", conv(3, 16, Window.same(3)), x));
    }
    Node pool = net.call("pool", Pool2d.maxWithIndices(HALVING), x);
    MaxUnpool2d unpool = MaxUnpool2d.to(HALVING, x.shape());
    x = net.add("unpool", unpool, pool.output(), pool.outputs().getLast());
    try (var _ = net.container("decode", "Sequential")) {
      x = net.add("1", Activation.RELU, net.add("0", conv(16, 3, Window.same(3)), x));
    }
    return net.output(x).build();
  }

  @Test
  void torchinfo_autoencoder_equalsSample() throws IOException {
    assertEquals(
        sample("autoencoder"),
        summary(autoEncoder(), HEAD.withColumns(OUTPUT_SHAPE, PARAMS, KERNEL_SHAPE)));
  }

  @Test
  void torchinfo_asciiOnly_drawsTheSampleWithAscii() throws IOException {
    String ascii = sample("autoencoder").replace("├─", "+ ").replace("└─", "+ ").replace('│', '|');
    assertEquals(
        ascii,
        summary(
            autoEncoder(),
            HEAD.withColumns(OUTPUT_SHAPE, PARAMS, KERNEL_SHAPE)
                .withRows(RowSetting.DEPTH, RowSetting.ASCII_ONLY)));
  }

  private static Graph recursiveNet() {
    GraphBuilder net = Graph.builder("RecursiveNet");
    Value x = net.input("x", Shape.nchw(1, 64, 28, 28));
    Node conv = net.call("conv1", conv(64, 64, Window.same(3)), x);
    x = conv.output();
    for (int i = 1; i < 6; i++) {
      x = net.again(conv, x).output();
    }
    return net.output(x).build();
  }

  @Test
  void torchinfo_moduleCalledSixTimes_equalsSample() throws IOException {
    assertEquals(sample("recursive"), summary(recursiveNet(), HEAD));
  }

  @Test
  void torchinfo_recursiveLayersHidden_leavesThemOutOfTheSample() throws IOException {
    String expected =
        sample("recursive")
            .lines()
            .filter(line -> !line.contains("(recursive)"))
            .reduce("", (text, line) -> text + line + "\n");
    assertEquals(
        expected,
        summary(recursiveNet(), HEAD.withRows(RowSetting.DEPTH, RowSetting.HIDE_RECURSIVE_LAYERS)));
  }

  /// PReLU as torchinfo counts it: its param once per image.
  private static final Custom PRELU = new Custom("PReLU", OptionalLong.of(1));

  private static Graph moduleDict(boolean first) {
    GraphBuilder net = Graph.builder("ModuleDictModel");
    Value x = net.input("x", Shape.nchw(1, 10, 3, 3));
    Convolution conv = conv(10, 10, Window.of(3));
    try (var _ = net.container("choices", "ModuleDict")) {
      if (first) {
        x = net.add("conv", conv, x);
        net.uncalled("pool", Pool2d.max(Window.of(3)));
      } else {
        x = net.add("pool", Pool2d.max(Window.of(3)), x);
        net.uncalled("conv", conv);
      }
    }
    try (var _ = net.container("activations", "ModuleDict")) {
      if (first) {
        x = net.add("lrelu", Activation.leakyRelu(0.01f), x);
        net.uncalled("prelu", PRELU);
      } else {
        x = net.add("prelu", PRELU, x);
        net.uncalled("lrelu", Activation.leakyRelu(0.01f));
      }
    }
    return net.output(x).build();
  }

  @Test
  void torchinfo_modulesThatAreNotCalled_equalSample() throws IOException {
    assertEquals(
        sample("module_dict"), summary(moduleDict(true), HEAD) + summary(moduleDict(false), HEAD));
  }

  private static Graph reuseRelu() {
    GraphBuilder net = Graph.builder("ReuseReLU");
    Value x = net.input("x", Shape.nchw(4, 4, 64, 64));
    try (var _ = net.container("model", "Sequential")) {
      List<Integer> three = List.of(0, 0, 3, 3);
      x = net.add("0", new Pad(three, three, Pad.Mode.REFLECT, 0), x);
      x = net.add("1", conv(4, 1, Window.of(1)), x);
      Node relu = net.call("3", Activation.RELU, net.add("2", BatchNorm2d.of(1), x));
      x = relu.output();
      for (int i = 0; i < 3; i++) {
        int channels = 1 << i;
        Window window = Window.of(1).withStride(2).withPadding(1);
        x = net.add(Integer.toString(4 + 3 * i), conv(channels, 2 * channels, window), x);
        x = net.add(Integer.toString(5 + 3 * i), BatchNorm2d.of(2 * channels), x);
        x = net.again(relu, x).output();
      }
    }
    return net.output(x).build();
  }

  @Test
  void torchinfo_activationShared_equalsSample() throws IOException {
    assertEquals(sample("too_many_relus"), summary(reuseRelu(), HEAD));
  }
}
