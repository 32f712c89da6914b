package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.io.Npy;
import dev.twofold.io.Npz;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Networks, weights and arrays on their way through files.
class ExportCommandTest {

  private static final String NETWORK = "separable:in=2,out=3,size=5";

  @TempDir Path folder;

  @BeforeEach
  void writeInput() throws IOException {
    float[] values = new float[50];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 3;
    }
    Npy.write(folder.resolve("x.npy"), Tensor.of(Shape.nchw(1, 2, 5, 5), values));
  }

  private float[] output(Object... arguments) throws IOException {
    Path y = folder.resolve("y.npy");
    Object[] all = new Object[arguments.length + 8];
    all[0] = "run";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Object[] rest = {
      "--input", folder.resolve("x.npy"), "--output", y, "--runs", "1", "--threads=1"
    };
    System.arraycopy(rest, 0, all, arguments.length + 1, rest.length);
    Cli cli = Cli.run(all);
    assertEquals(0, cli.code(), cli.err());
    return Npy.read(y).floats();
  }

  @Test
  void export_networkAndWeights_giveTheSameOutput() throws IOException {
    Path onnx = folder.resolve("net.onnx");
    Path weights = folder.resolve("net.safetensors");

    assertEquals(0, Cli.run("export", NETWORK, onnx, "--seed", "7").code());
    assertEquals(0, Cli.run("export", NETWORK, weights, "--seed", "7").code());

    float[] expected = output(NETWORK, "--seed", "7");
    assertArrayEquals(expected, output(onnx));
    assertArrayEquals(expected, output(NETWORK, "--weights", weights));
  }

  @Test
  void export_weightsOfAnotherNetwork_areRefused() {
    Path weights = folder.resolve("net.safetensors");
    Cli.run("export", "separable:in=2,out=4,size=5", weights);

    Cli cli = Cli.run("run", NETWORK, "--weights", weights);

    assertEquals(1, cli.code());
    assertTrue(cli.err().contains("must be [3, 2, 1, 1], got [4, 2, 1, 1]"), cli.err());
  }

  @Test
  void export_otherFiles_areRefused() {
    assertEquals(
        "twofold: 'net.pt': name it *.onnx or *.safetensors%n".formatted(),
        Cli.run("export", NETWORK, "net.pt").err());
    Cli given = Cli.run("run", Cli.fixture("classes.onnx"), "--weights", "w.safetensors");
    assertTrue(given.err().contains("has weights of its own"), given.err());
  }

  @Test
  void run_archives_holdAllInputsAndOutputs() throws IOException {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("b", Tensor.of(Shape.of(1, 2), 10, 20));
    inputs.put("a", Tensor.of(Shape.of(1, 2), 1, 2));
    Path in = folder.resolve("in.npz");
    Path out = folder.resolve("out.npz");
    Npz.write(in, inputs);

    Cli cli =
        Cli.run("run", Cli.fixture("sum_and_difference.onnx"), "--input", in, "--output", out);

    assertEquals(0, cli.code(), cli.err());
    Map<String, Tensor> outputs = Npz.read(out);
    assertArrayEquals(new float[] {11, 22}, outputs.get("sum").floats());
    assertArrayEquals(new float[] {-9, -18}, outputs.get("difference").floats());
  }
}
