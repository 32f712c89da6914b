package dev.twofold.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.onnx.OnnxVerifier.Result;
import dev.twofold.onnx.OnnxVerifier.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxVerifierTest {

  private static final OnnxVerifier VERIFIER = new OnnxVerifier(Oracle::reference, 1e-3, 1e-5);

  @TempDir Path folder;

  @BeforeEach
  void writeCase() throws Exception {
    write("Relu");
    record("input_0.pb", -1, 2, 3);
    record("output_0.pb", 0, 2, 3);
  }

  private void write(String operator) throws Exception {
    Path set = Files.createDirectories(folder.resolve("relu/test_data_set_0"));
    OnnxFile file = OnnxFile.opset(13).input("x", 3).node(operator, List.of("x"), "y").output("y");
    Files.write(set.resolveSibling("model.onnx"), file.bytes());
  }

  private void record(String name, float... values) throws Exception {
    Files.write(
        folder.resolve("relu/test_data_set_0").resolve(name),
        OnnxFile.tensor("t", new long[] {values.length}, values).toByteArray());
  }

  private Result verify(OnnxVerifier verifier) {
    List<Path> cases = OnnxVerifier.cases(folder);
    assertEquals(1, cases.size());
    return verifier.verify(folder, cases.getFirst());
  }

  @Test
  void verify_recordedOutput_passes() {
    assertEquals(new Result("relu", Status.PASS, 0, 0, ""), verify(VERIFIER));
  }

  @Test
  void verify_modelFile_isNamedAfterItsFolder() {
    Path file = folder.resolve("relu/model.onnx");

    assertEquals(List.of(file), OnnxVerifier.cases(file));
    assertEquals("relu", VERIFIER.verify(file, file).name());
  }

  @Test
  void verify_otherOutput_failsWithTheFirstDifference() throws Exception {
    record("output_0.pb", 0, 2, 4);

    assertEquals(
        new Result("relu", Status.FAIL, 1, 0.25, "output 0, element 2: expected 4.0, got 3.0"),
        verify(VERIFIER));
  }

  @Test
  void verify_otherShape_fails() throws Exception {
    record("output_0.pb", 0, 2, 3, 4);

    assertEquals(
        new Result(
            "relu",
            Status.FAIL,
            Double.NaN,
            Double.NaN,
            "output 0 has shape [3], expected FLOAT [4]"),
        verify(VERIFIER));
  }

  @Test
  void verify_unknownOperator_isUnsupported() throws Exception {
    write("Rectify");

    Result result = verify(VERIFIER);

    assertEquals(Status.UNSUPPORTED, result.status());
    assertEquals(Double.NaN, result.maxAbsError());
    assertEquals(Double.NaN, result.maxRelError());
    assertTrue(result.reason().endsWith("node 'y': operator 'Rectify' is not supported"));
  }

  @Test
  void verify_missingOrDamagedRecords_areErrors() throws Exception {
    Files.writeString(folder.resolve("relu/test_data_set_0/input_0.pb"), "no tensor");
    assertEquals(Status.ERROR, verify(VERIFIER).status());

    Files.delete(folder.resolve("relu/test_data_set_0/input_0.pb"));
    assertEquals(Status.ERROR, verify(VERIFIER).status());

    Files.move(folder.resolve("relu/test_data_set_0"), folder.resolve("relu/elsewhere"));
    assertEquals(
        new Result(
            "relu",
            Status.ERROR,
            Double.NaN,
            Double.NaN,
            "no folder test_data_set_0 beside the model"),
        verify(VERIFIER));
  }

  @Test
  void verify_runnerThatThrows_isAnError() {
    OnnxVerifier.Runner broken =
        (_, _) -> {
          throw new IllegalStateException("device lost");
        };

    assertEquals(
        new Result("relu", Status.ERROR, Double.NaN, Double.NaN, "device lost"),
        verify(new OnnxVerifier(broken, 1e-3, 1e-5)));
  }

  @Test
  void verify_runnerThatCannot_isUnsupported() {
    OnnxVerifier.Runner narrow =
        (_, _) -> {
          throw new UnsupportedOperationException("no kernel");
        };

    assertEquals(
        new Result("relu", Status.UNSUPPORTED, Double.NaN, Double.NaN, "no kernel"),
        verify(new OnnxVerifier(narrow, 1e-3, 1e-5)));
  }
}
