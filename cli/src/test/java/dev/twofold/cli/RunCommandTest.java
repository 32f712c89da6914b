package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.io.Images;
import dev.twofold.io.Npy;
import dev.twofold.models.Models;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {

  private static final String TINY = "conv:in=3,out=1,kernel=1,size=2";

  @TempDir Path folder;
  private Path x = Path.of("");
  private Path y = Path.of("");
  private Path png = Path.of("");

  @BeforeEach
  void names() {
    x = folder.resolve("x.npy");
    y = folder.resolve("y.npy");
    png = folder.resolve("y.png");
  }

  private static float[] weights(String spec) {
    Graph graph = Models.graph(spec);
    return Model.initialised(graph, 42).weights().tensors().firstEntry().getValue().floats();
  }

  @Test
  void run_arrayToArray_isTheConvolution() throws IOException {
    Npy.write(x, Tensor.of(Shape.nchw(1, 3, 1, 2), 1, 2, 4, 8, 16, 32));
    Cli cli = Cli.run("run", TINY, "--input", x, "--output", y, "--runs", 1);
    assertEquals(0, cli.code(), cli.err());
    float[] w = weights(TINY);
    float[] expected = {w[0] + 4 * w[1] + 16 * w[2], 2 * w[0] + 8 * w[1] + 32 * w[2]};
    Tensor output = Npy.read(y);
    assertEquals(Shape.nchw(1, 1, 1, 2), output.shape());
    assertArrayEquals(expected, output.floats(), 1e-5f);
  }

  @Test
  void run_report_saysWhatRanWhereAndHowLong() {
    Cli cli = Cli.run("run", TINY, "--backend", "reference", "--runs", 3, "--threads", 1);
    assertEquals(0, cli.code(), cli.err());
    List<String> lines = cli.out().lines().toList();
    assertEquals("model    " + TINY, lines.get(0));
    assertEquals("input    input [1, 3, 2, 2]", lines.get(1));
    assertTrue(lines.get(2).startsWith("backend  reference:0"), lines.get(2));
    assertTrue(lines.get(2).endsWith("named by the caller"), lines.get(2));
    assertEquals("runs on  plain loops, double accumulators, 1 thread", lines.get(3));
    assertTrue(lines.get(5).startsWith("time     "), lines.get(5));
    assertTrue(lines.get(5).contains("per run (median of 3 after "), lines.get(5));
    assertTrue(lines.get(6).startsWith("output   output [1, 1, 2, 2], from "), lines.get(6));
    assertTrue(cli.err().contains("has random weights (seed 42)"), cli.err());
    assertTrue(cli.err().contains("running on random numbers"), cli.err());
  }

  @Test
  void run_optionOfAnotherBackend_saysThatItDoesNothing() {
    Cli cli =
        Cli.run(
            "run",
            TINY,
            "--backend",
            "reference",
            "--runs",
            1,
            "--backend-option",
            "cuda.math=tf32",
            "--backend-option",
            "reference.none=x");
    assertEquals(0, cli.code(), cli.err());
    assertTrue(
        cli.err()
            .contains(
                "--backend-option cuda.math=tf32 is not for the backend that was chosen,"
                    + " 'reference'"),
        cli.err());
    assertFalse(cli.err().contains("reference.none"), cli.err());
  }

  @Test
  void run_explain_printsThePlan() {
    Cli cli = Cli.run("run", "separable:size=4", "--backend", "reference", "--explain");
    assertTrue(cli.out().contains("depthwise_nchw"), cli.out());
    assertTrue(cli.out().contains("pointwise_nchw"), cli.out());
    assertTrue(cli.out().lines().allMatch(line -> line.length() <= 100), cli.out());
  }

  @Test
  void run_classScores_printsTheTopFive() throws IOException {
    Npy.write(x, Tensor.of(Shape.of(1, 2), 2, 1));
    Cli cli = Cli.run("run", Cli.fixture("classes.onnx"), "--input", x, "--runs", 1);
    assertTrue(
        cli.out().contains("top 5    class 11: 11.00, class 10: 10.00, class 9: 9.000"), cli.out());
  }

  @Test
  void run_integers_becomeFloats() throws IOException {
    Npy.write(x, Tensor.ofInts(Shape.of(1, 2), 2, 1));
    Cli cli = Cli.run("run", Cli.fixture("classes.onnx"), "--input", x, "--output", y, "--runs", 1);
    assertEquals(0, cli.code(), cli.err());
    assertEquals(11f, Npy.read(y).floats()[11]);
  }

  @Test
  void run_severalInputsAndOutputs_goByName() throws IOException {
    Npy.write(x, Tensor.of(Shape.of(1, 2), 5, 7));
    Npy.write(y, Tensor.of(Shape.of(1, 2), 1, 10));
    Path model = Cli.fixture("sum_and_difference.onnx");
    Cli cli =
        Cli.run("run", model, "--input", "b=" + y, "--input", "a=" + x, "--output-dir", folder);
    assertEquals(0, cli.code(), cli.err());
    assertArrayEquals(new float[] {6, 17}, Npy.read(folder.resolve("sum.npy")).floats());
    assertArrayEquals(new float[] {4, -3}, Npy.read(folder.resolve("difference.npy")).floats());
  }

  @Test
  void run_openExtents_takeTheArraysShape() throws IOException {
    Npy.write(x, Tensor.of(Shape.nchw(2, 3, 1, 1), -1, 2, -3, 4, -5, 6));
    Path model = Cli.fixture("open_size.onnx");
    Cli cli = Cli.run("run", model, "--input", x, "--output", y, "--runs", 1);
    assertEquals(0, cli.code(), cli.err());
    assertArrayEquals(new float[] {0, 2, 0, 4, 0, 6}, Npy.read(y).floats());
  }

  @Test
  void run_picture_isResizedNormalisedAndReordered() throws IOException {
    Path picture = folder.resolve("in.png");
    Images.write(picture, Tensor.of(Shape.nchw(1, 3, 1, 2), 1, 0, 0.2f, 0.4f, 0, 1));
    Path model = Cli.fixture("open_size.onnx");
    Cli cli =
        Cli.run(
            "run",
            model,
            "--input",
            picture,
            "--input-shape",
            "1x3x1x1",
            "--output",
            y,
            "--mean",
            "0.25,0,0",
            "--std",
            "0.5",
            "--channels",
            "bgr",
            "--runs",
            1);
    assertEquals(0, cli.code(), cli.err());
    assertArrayEquals(new float[] {0.5f, 0.6f, 1f}, Npy.read(y).floats(), 1e-6f);
  }

  @Test
  void run_letterbox_keepsProportions() throws IOException {
    Path picture = folder.resolve("in.png");
    Images.write(picture, Tensor.of(Shape.nchw(1, 3, 1, 2), 1, 1, 1, 1, 1, 1));
    Path model = Cli.fixture("open_size.onnx");
    Cli cli =
        Cli.run(
            "run",
            model,
            "--input",
            picture,
            "--input-shape",
            "1x3x4x4",
            "--output",
            y,
            "--resize",
            "letterbox",
            "--runs",
            1);
    assertEquals(0, cli.code(), cli.err());
    float[] values = Npy.read(y).floats();
    assertEquals(0.5f, values[0]);
    assertEquals(1f, values[4]);
  }

  @Test
  void run_pictureOfOutput_hasItsForms() throws IOException {
    Npy.write(x, Tensor.of(Shape.nchw(1, 3, 1, 2), 1, 0.5f, 0, 0.25f, 0, 1));
    Path model = Cli.fixture("open_size.onnx");
    assertEquals(0, Cli.run("run", model, "--input", x, "--output", png).code());
    float[] black = new float[] {0, 0};
    assertArrayEquals(
        black, new float[] {Images.read(png).floats()[0], Images.read(png).floats()[2]});
    Cli rgb = Cli.run("run", model, "--input", x, "--output", png, "--picture", "rgb", "--runs", 1);
    assertEquals(0, rgb.code(), rgb.err());
    assertEquals(1f, Images.read(png).floats()[5]);
    Cli heat = Cli.run("run", TINY, "--output", png, "--picture", "heat", "--runs", 1);
    assertEquals(0, heat.code(), heat.err());
    Cli wrong = Cli.run("run", TINY, "--output", png, "--picture", "rgb", "--runs", 1);
    assertEquals(1, wrong.code());
    assertEquals(
        "twofold: --picture rgb: the output [1, 1, 2, 2] has 1 channels, not 3; choose another"
            + " form",
        wrong.err().lines().toList().getLast());
  }

  @Test
  void run_overlay_coversThePicture() throws IOException {
    Path picture = folder.resolve("in.png");
    Images.write(picture, Tensor.of(Shape.nchw(1, 3, 1, 2), 1, 0, 1, 0, 1, 0));
    Cli cli =
        Cli.run(
            "run", TINY, "--input", picture, "--output", png, "--picture", "overlay", "--runs", 1);
    assertEquals(0, cli.code(), cli.err());
    assertEquals(Shape.nchw(1, 3, 1, 2), Images.read(png).shape());
    assertTrue(Files.size(png) > 0);
  }
}
