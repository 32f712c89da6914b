package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.twofold.graph.Activation;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.onnx.OnnxWriter;
import dev.twofold.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

  @TempDir Path folder;

  @BeforeEach
  void writeCases() throws IOException {
    GraphBuilder relu = Graph.builder("relu");
    relu.output("y", relu.add("r", Activation.RELU, relu.input("x", Shape.of(1, 3))));
    write("good", relu, 0, 2, 3);
    write("nested/wrong", relu, 0, 2, 4);
  }

  private void write(String name, GraphBuilder graph, float... expected) throws IOException {
    Path set = Files.createDirectories(folder.resolve(name).resolve("test_data_set_0"));
    OnnxWriter.write(Model.initialised(graph.build(), 1), set.resolveSibling("model.onnx"));
    Files.write(set.resolve("input_0.pb"), tensor(-1, 2, 3));
    Files.write(set.resolve("output_0.pb"), tensor(expected));
  }

  /// A `TensorProto` of floats `[1, n]`.
  private static byte[] tensor(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {8, 1, 8, (byte) values.length, 16, 1, 0x4a, (byte) (4 * values.length)});
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  @Test
  void verify_folderWithAFailingCase_listsItAndEndsWithOne() {
    Cli cli = Cli.run("verify", folder, "--backend", "reference");

    assertEquals(1, cli.code(), cli.err());
    assertEquals(
        """
        fail         nested/wrong: output 0, element 2: expected 4.0, got 3.0
        2 cases: 1 passed, 1 failed, 0 unsupported, 0 in error; largest difference of those passed 0.00
        """,
        cli.out());
    assertEquals("", cli.err());
  }

  @Test
  void verify_oneFile_passes() {
    Cli cli = Cli.run("verify", folder.resolve("good/model.onnx"), "--backend", "cpu");

    assertEquals(0, cli.code(), cli.err());
    assertTrue(cli.out().startsWith("1 cases: 1 passed, 0 failed"), cli.out());
  }

  @Test
  void verify_widerTolerance_passes() {
    assertEquals(0, Cli.run("verify", folder, "--atol", "1.5").code());
    assertEquals(0, Cli.run("verify", folder, "--rtol", "0.3").code());
    assertEquals(1, Cli.run("verify", folder, "--rtol", "0.2").code());
  }

  @Test
  void verify_json_isAListOfCases() throws IOException {
    Path file = folder.resolve("out.json");

    Cli cli = Cli.run("verify", folder, "--json", file);

    assertEquals(1, cli.code());
    List<String> found = new ArrayList<>();
    SchemasTest.assertFits("verify", Files.readString(file));
    try (JsonParser json = new JsonFactory().createParser(Files.readString(file))) {
      assertEquals(JsonToken.START_ARRAY, json.nextToken());
      while (json.nextToken() != null) {
        if (json.currentToken().isScalarValue()) {
          found.add(json.currentName() + "=" + json.getText());
        }
      }
    }
    assertEquals(
        List.of(
            "case=good",
            "status=pass",
            "maxAbsError=0.0",
            "maxRelError=0.0",
            "reason=",
            "case=nested/wrong",
            "status=fail",
            "maxAbsError=1.0",
            "maxRelError=0.25",
            "reason=output 0, element 2: expected 4.0, got 3.0"),
        found);
  }

  @Test
  void verify_unreadableCase_isAnErrorAndEndsWithOne() throws IOException {
    Files.delete(folder.resolve("good/test_data_set_0/input_0.pb"));

    Cli cli = Cli.run("verify", folder.resolve("good"));

    assertEquals(1, cli.code());
    assertTrue(cli.out().contains("error        good: "), cli.out());
  }

  @Test
  void verify_layerThatABackendLacks_isRunByAnotherOrUnsupported() throws IOException {
    GraphBuilder product = Graph.builder("product");
    Value x = product.input("x", Shape.of(1, 1));
    product.output("y", product.add("p", new MatMul(), x, x));
    Path set = Files.createDirectories(folder.resolve("only/test_data_set_0"));
    OnnxWriter.write(Model.initialised(product.build(), 1), set.resolveSibling("model.onnx"));
    Files.write(set.resolve("input_0.pb"), tensor(3));
    Files.write(set.resolve("output_0.pb"), tensor(9));

    Path only = folder.resolve("only");
    Path services = folder.resolve("services");
    Cli helped = ReluBackendProvider.run(services, "verify", only, "--backend", "relu");
    Path json = folder.resolve("alone.json");
    Cli alone =
        ReluBackendProvider.run(
            services, "verify", only, "--backend", "relu", "--fallback", "forbid", "--json", json);

    assertEquals(0, helped.code(), helped.out());
    assertTrue(helped.err().contains("in 1 cases another backend ran some of the nodes"));
    assertEquals(0, alone.code(), alone.err());
    assertTrue(
        alone.out().endsWith("0 passed, 0 failed, 1 unsupported, 0 in error\n"), alone.out());
    SchemasTest.assertFits("verify", Files.readString(json));
    assertTrue(Files.readString(json).contains("\"maxAbsError\" : null"), "nothing was compared");
    assertTrue(Files.readString(json).contains("\"maxRelError\" : null"), "nothing was compared");
  }

  @Test
  void verify_nothingToVerify_saysWhatACaseIs() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertEquals(
        "twofold: '%s': no case found; a case is a folder with model.onnx and test_data_set_0%n"
            .formatted(empty),
        Cli.run("verify", empty).err());
    assertEquals(1, Cli.run("verify", folder.resolve("missing")).code());
    assertEquals(2, Cli.run("verify", folder, "--rtol", "-1").code());
  }

  @Test
  void verify_backendThatIsNotThere_isOneErrorAndNotOneForEachCase() {
    Cli cli = Cli.run("verify", folder, "--backend", "abacus");

    assertEquals(1, cli.code());
    assertEquals("", cli.out());
    assertTrue(cli.err().contains("abacus"), cli.err());
  }
}
