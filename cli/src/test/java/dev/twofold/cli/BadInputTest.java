package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.io.Images;
import dev.twofold.io.Npy;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of wrong input: one line that says what and how to cure it, the right exit code, and
/// nothing half-written.
class BadInputTest {

  private static final String TINY = "conv:in=3,out=1,kernel=1,size=2";

  @TempDir Path folder;

  private static void assertFails(int code, String message, Object... arguments) {
    Cli cli = Cli.run(arguments);
    List<String> lines = cli.err().lines().filter(line -> !line.contains("random")).toList();
    assertEquals(code, cli.code(), cli.err());
    assertEquals(1, lines.size(), cli.err());
    assertTrue(lines.getFirst().startsWith("twofold: "), cli.err());
    assertTrue(lines.getFirst().contains(message), cli.err());
    assertEquals("", cli.out());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void usage_wrongWords_exitWith2() {
    assertFails(2, "unknown command or argument 'summry'; did you mean 'summary'?", "summry");
    assertFails(
        2, "unknown option '--formt'; did you mean '--format'?", "summary", "segnet", "--formt");
    assertFails(2, "missing required parameter: 'MODEL'; see ./twofold run --help", "run");
    assertFails(2, "missing required parameter: 'B'", "compare", "segnet");
    assertFails(2, "expected a number, got 'four'", "run", TINY, "--threads", "four");
    assertFails(2, "invalid value for option '--format'", "summary", "segnet", "--format", "xml");
  }

  @Test
  void model_unknownName_isAnsweredWithTheNearest() {
    assertFails(1, "did you mean 'mobilenet-v2'", "summary", "mobilnet-v2");
    assertFails(1, "did you mean 'segnet'", "run", "segnt");
    assertFails(
        1, "unknown option 'widht'; did you mean 'width'?", "summary", "mobilenet-v1:widht=1");
    assertFails(
        2,
        "unknown convention 'macs'; choose one of weights",
        "summary",
        "segnet",
        "--convention",
        "macs");
  }

  @Test
  void model_missingFile_saysSo() {
    Path file = folder.resolve("none.onnx");
    assertFails(1, "'" + file + "': no such file", "summary", file);
    assertFails(1, "'" + folder + "': is no regular file", "summary", folder);
  }

  @Test
  void onnx_damaged_isRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Cli.fixture("classes.onnx"));
    Path file = folder.resolve("m.onnx");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertFails(1, file.toString(), "run", file);
    byte[] random = new byte[4096];
    new Random(5).nextBytes(random);
    Files.write(file, random);
    assertFails(1, file.toString(), "run", file);
    Files.write(file, new byte[0]);
    assertFails(1, file.toString(), "summary", file);
  }

  @Test
  void onnx_unknownOperators_areAllNamed() {
    assertFails(
        1,
        "node 'first_bad': operator 'Einsum' is not supported; node 'second_bad': operator 'STFT'"
            + " is not supported",
        "run",
        Cli.fixture("unknown_operators.onnx"));
  }

  @Test
  void onnx_absurdOrOpenExtents_areRefused() {
    assertFails(1, "1,099,511,627,776", "run", Cli.fixture("absurd_extent.onnx"));
    assertFails(1, "--input-shape", "run", Cli.fixture("open_size.onnx"));
  }

  @Test
  void shape_wrong_saysWhatWasExpected() {
    assertFails(
        2,
        "--input-shape: shape '3,4': expected extents joined by 'x'",
        "summary",
        "segnet",
        "--input-shape",
        "3,4");
    assertFails(
        2,
        "extent 1099511627776 is above 2147483647",
        "summary",
        "segnet",
        "--input-shape",
        "1x3x1099511627776x2");
    assertFails(
        1,
        "given input shape [1, 4, 32, 32], expected [N, 3, H, W]",
        "run",
        "segnet",
        "--input-shape",
        "1x4x32x32");
    assertFails(1, "no input 'z'", "summary", "segnet", "--input-shape", "z=1x3x32x32");
  }

  @Test
  void npy_wrongShapeOrType_isRefused() throws IOException {
    Path x = folder.resolve("x.npy");
    Npy.write(x, Tensor.zeros(Shape.nchw(1, 4, 2, 2)));
    assertFails(
        1, "given input shape [1, 4, 2, 2], expected [N, 3, H, W]", "run", TINY, "--input", x);
    assertFails(
        1,
        "input 'input': '%s' has shape [1, 4, 2, 2], expected [1, 3, 2, 2]; reshape it"
            .formatted(x),
        "run",
        TINY,
        "--input",
        x,
        "--input-shape",
        "1x3x2x2");
    Files.writeString(x, "not an array");
    assertFails(1, "is not an .npy file", "run", TINY, "--input", x);
  }

  @Test
  void input_unknownOrMissingName_isListed() throws IOException {
    Path x = folder.resolve("x.npy");
    Npy.write(x, Tensor.of(Shape.of(1, 2), 1, 2));
    Path model = Cli.fixture("sum_and_difference.onnx");
    assertFails(1, "'c'", "run", model, "--input", "c=" + x);
    assertFails(
        1,
        "input 'b' [1, 2] has no file; give one with --input b=FILE",
        "run",
        model,
        "--input",
        "a=" + x);
    assertFails(1, "input 'a' has 2 files", "run", model, "--input", "a=" + x, "--input", "a=" + x);
  }

  @Test
  void picture_textOrMissing_isRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "hello");
    assertFails(
        1,
        "'%s': is not a picture (it looks like text)".formatted(text),
        "run",
        TINY,
        "--input",
        text);
    assertFails(1, "no such file", "run", TINY, "--input", folder.resolve("none.png"));
  }

  @Test
  void picture_withHugeHeader_isRefused() throws IOException {
    Path picture = folder.resolve("p.png");
    Images.write(picture, Tensor.zeros(Shape.nchw(1, 3, 2, 2)));
    ByteBuffer png = ByteBuffer.wrap(Files.readAllBytes(picture));
    png.putInt(16, 1_000_000).putInt(20, 1_000_000);
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    Files.write(picture, png.putInt(29, (int) crc.getValue()).array());
    assertFails(
        1,
        "claims 1,000,000 x 1,000,000 pixels, but at most 67,108,864 are read; scale it down",
        "run",
        TINY,
        "--input",
        picture);
  }

  @Test
  void npy_wrongOrderTypeOrLength_isRefusedOrConverted() throws IOException {
    Path x = folder.resolve("x.npy");
    Npy.write(x, Tensor.of(Shape.nchw(1, 3, 1, 1), 1, 2, 3));
    byte[] whole = Files.readAllBytes(x);
    Files.write(x, Arrays.copyOf(whole, whole.length - 2));
    assertFails(
        1,
        "needs 12 bytes of elements, but 10 follow the header; the file is truncated",
        "run",
        TINY,
        "--input",
        x);
    String header = new String(whole, StandardCharsets.ISO_8859_1);
    Files.write(x, header.replace("<f4", "<c8").getBytes(StandardCharsets.ISO_8859_1));
    assertFails(1, "elements of type '<c8' are not supported", "run", TINY, "--input", x);
    Files.write(x, header.replace("False,", "True, ").getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(0, Cli.run("run", TINY, "--input", x, "--runs", 1).code());
  }

  @Test
  void picture_forSomethingElse_isRefused() throws IOException {
    Path picture = folder.resolve("p.png");
    Images.write(picture, Tensor.zeros(Shape.nchw(1, 3, 2, 2)));
    assertFails(
        1,
        "input 'x' is [1, 2], but a picture is [1, C, H, W]; give an .npy file",
        "run",
        Cli.fixture("classes.onnx"),
        "--input",
        picture);
    assertFails(
        1, "but a picture has 1 or 3 channels", "run", "conv:in=5,size=4", "--input", picture);
  }

  @Test
  void backend_unknown_isAnsweredWithTheNearest() {
    assertFails(
        1,
        "no backend 'refrence' on the class path; did you mean 'reference'?",
        "run",
        TINY,
        "--backend",
        "refrence");
    assertFails(1, "has no device 7", "run", TINY, "--backend", "reference:7");
  }

  @Test
  void backend_noneOnTheClassPath_saysWhatToAdd() {
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      assertFails(1, "no backend", "run", TINY);
      Cli doctor = Cli.run("backends");
      assertEquals(2, doctor.code());
      assertTrue(doctor.out().contains("found: none; add twofold-backend-cpu"), doctor.out());
    } finally {
      thread.setContextClassLoader(usual);
    }
  }

  @Test
  void output_unwritable_failsBeforeTheRunAndLeavesNothing() throws IOException {
    Path nowhere = folder.resolve("none/y.npy");
    assertFails(
        1,
        "there is no folder '" + nowhere.getParent() + "'; create it",
        "run",
        TINY,
        "--output",
        nowhere);
    assertFails(1, "is a folder; name a file in it", "summary", TINY, "--out", folder);
    assertFails(
        1,
        "an output is written as *.npy, *.npz or *.png",
        "run",
        TINY,
        "--output",
        folder.resolve("y.jpg"));
    Path file = Files.createFile(folder.resolve("file"));
    assertFails(1, "expected a folder, got a file", "run", TINY, "--output-dir", file);
    assertFails(1, "expected a folder, got a file", "demo", "--output-dir", file);
    assertFails(
        1,
        "is no picture; write it as .npy",
        "run",
        "shufflenet-v2",
        "--output",
        folder.resolve("y.png"));
    assertEquals(List.of("file"), files());
  }

  @Test
  void outputDir_missing_isMade() throws IOException {
    Path made = folder.resolve("not").resolve("yet");
    assertEquals(0, Cli.run("run", TINY, "--runs", 1, "--output-dir", made).code());
    assertEquals(List.of("not"), files());
    assertTrue(Files.exists(made.resolve("output.npy")));
  }

  @Test
  void output_ofSeveral_needsAFolder() {
    assertFails(
        1,
        "the network has 2 outputs; write them to *.npz or with --output-dir FOLDER",
        "run",
        Cli.fixture("sum_and_difference.onnx"),
        "--output",
        folder.resolve("y.npy"));
    assertFalse(Files.exists(folder.resolve("y.npy")));
  }

  @Test
  void output_thatIsNoPicture_leavesTheOldFile() throws IOException {
    Path png = Files.writeString(folder.resolve("y.png"), "old");
    Cli cli = Cli.run("run", Cli.fixture("classes.onnx"), "--output", png, "--runs", 1);
    assertEquals(1, cli.code());
    assertEquals(
        "twofold: the output [1, 12] is no picture; write it as .npy",
        cli.err().lines().toList().getLast());
    assertEquals("old", Files.readString(png));
    assertEquals(List.of("y.png"), files());
  }

  @Test
  void model_tooLargeForMemory_failsInOneLine() {
    Cli cli = Cli.run("run", "conv:in=1,out=1,size=1048576", "--runs", 1);
    assertEquals(1, cli.code());
    assertTrue(cli.err().lines().allMatch(line -> line.startsWith("twofold: ")), cli.err());
    assertFalse(cli.err().contains("internal error"), cli.err());
  }
}
