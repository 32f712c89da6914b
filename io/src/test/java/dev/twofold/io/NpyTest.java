package dev.twofold.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads what NumPy wrote (see `make_fixtures.py` among the resources).
class NpyTest {

  @TempDir Path folder;

  private static float[] counting(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "float32.npy",
        "float32_big_endian.npy",
        "float64.npy",
        "fortran.npy",
        "version2.npy",
        "version3.npy"
      })
  void read_everyWayToStoreFloats_givesRowMajorFloats(String name) throws IOException {
    Tensor tensor = Npy.read(Fixtures.path(name));
    assertEquals(Shape.of(2, 3, 4), tensor.shape());
    assertArrayEquals(counting(24), tensor.floats());
  }

  @Test
  void read_halfPrecision_widens() throws IOException {
    Tensor tensor = Npy.read(Fixtures.path("float16.npy"));
    assertEquals(11.5f, tensor.floats()[23]);
    assertEquals(0.5f, tensor.floats()[1]);
  }

  @Test
  void read_scalar_hasRank0() throws IOException {
    Tensor tensor = Npy.read(Fixtures.path("scalar.npy"));
    assertEquals(0, tensor.shape().rank());
    assertEquals(2.5f, tensor.floats()[0]);
  }

  @Test
  void read_integers_givesInts() throws IOException {
    assertArrayEquals(new int[] {0, 127, 128, 255}, Npy.read(Fixtures.path("uint8.npy")).ints());
    assertArrayEquals(new int[] {-32768, 32767}, Npy.read(Fixtures.path("int16.npy")).ints());
    assertArrayEquals(
        new int[] {-5, Integer.MAX_VALUE}, Npy.read(Fixtures.path("int64.npy")).ints());
    assertArrayEquals(new int[] {1, 0, 1}, Npy.read(Fixtures.path("bool.npy")).ints());
  }

  @Test
  void read_unsupported_saysWhatAndTheCure() {
    assertRefused("int64_too_large.npy", "the element 2147483648 does not fit 32 bits");
    assertRefused("complex.npy", "elements of type '<c16' are not supported");
    assertRefused("text.npy", "elements of type '<U1' are not supported");
    assertRefused("records.npy", "holds records, but a tensor has elements of one type");
    assertRefused("empty.npy", "every extent must be at least 1, got 0");
  }

  private static void assertRefused(String name, String problem) {
    assertRefused(Fixtures.path(name), problem);
  }

  private static void assertRefused(Path file, String problem) {
    FileException thrown = assertThrows(FileException.class, () -> Npy.read(file));
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.startsWith("'" + file + "': "), message);
    assertTrue(message.contains(problem), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void read_missingOrFolder_saysSo() {
    assertRefused(folder.resolve("none.npy"), "no such file");
    assertRefused(folder, "is a folder, but an .npy file is needed");
  }

  @Test
  void read_noMagic_saysSo() throws IOException {
    assertRefused(file("PK\3\4 something else".getBytes(StandardCharsets.UTF_8)), "is not an .npy");
    assertRefused(file(new byte[0]), "is not an .npy file");
  }

  @Test
  void read_everyTruncation_isRefusedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.path("float32.npy"));
    for (int length = 0; length < whole.length; length++) {
      assertRefused(file(Arrays.copyOf(whole, length)), "; ");
    }
    assertRefused(
        file(Arrays.copyOf(whole, whole.length - 1)),
        "shape [2, 3, 4] needs 96 bytes of elements, but 95 follow the header; the file is"
            + " truncated");
  }

  @Test
  void read_bytesBehindTheElements_isRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.path("float32.npy"));
    assertRefused(file(Arrays.copyOf(whole, whole.length + 4)), "but 100 follow the header");
  }

  @Test
  void read_randomDamage_neverThrowsAnythingElse() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.path("float32.npy"));
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 500; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(128)] = (byte) random.nextInt();
      Path file = file(damaged);
      try {
        Npy.read(file);
      } catch (FileException e) {
        refused++;
        assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
      }
    }
    assertTrue(refused > 200, "only " + refused + " of 500 damaged files were refused");
  }

  @Test
  void read_claimOfHugeShape_allocatesNothing() throws IOException {
    assertRefused(file(headed("(1099511627776,)")), "is no shape of a tensor");
    assertRefused(file(headed("(65536, 65536, 4)")), "but a tensor holds at most");
    assertRefused(file(headed("(1000, 1000, 1000)")), "needs 4,000,000,000 bytes of elements");
    assertRefused(file(headed("(2147483647,) * 3")), "no valid entry 'shape'");
    assertRefused(file(headed("(2147483647, 2147483647, 2147483647)")), "more elements than");
    assertRefused(file(headed("(-1, 3)")), "every extent must be at least 1, got -1");
  }

  @Test
  void read_claimOfHugeHeader_isRefused() throws IOException {
    ByteBuffer huge = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    huge.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 2);
    huge.put((byte) 0).putInt(-1);
    assertRefused(
        file(huge.array()),
        "its header claims to be 4,294,967,295 bytes long, in a file of 64 bytes");
  }

  @Test
  void read_unknownVersion_isRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.path("float32.npy"));
    whole[6] = 9;
    assertRefused(file(whole), "is of .npy version 9, but versions 1 to 3 are known");
  }

  private static byte[] headed(String shape) {
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteBuffer bytes = ByteBuffer.allocate(10 + text.length() + 16);
    bytes.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93);
    bytes.put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
    bytes.putShort((short) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    return bytes.array();
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("test.npy"), content);
  }

  @Test
  void write_floats_isByteForByteWhatNumpyWrites() throws IOException {
    Path file = folder.resolve("out.npy");
    Npy.write(file, Tensor.of(Shape.of(2, 3, 4), counting(24)));
    assertArrayEquals(Files.readAllBytes(Fixtures.path("float32.npy")), Files.readAllBytes(file));
  }

  @Test
  void write_channelsLast_isStoredInLogicalOrder() throws IOException {
    Path file = folder.resolve("out.npy");
    Npy.write(file, Tensor.of(Shape.nchw(1, 2, 1, 2), Layout.NHWC, 1, 2, 3, 4));
    assertArrayEquals(new float[] {1, 3, 2, 4}, Npy.read(file).floats());
  }

  @Test
  void write_manyIntsAndScalar_comeBack() throws IOException {
    Path file = folder.resolve("out.npy");
    int[] values = new Random(1).ints(70_001).toArray();
    Npy.write(file, Tensor.ofInts(Shape.of(values.length), values));
    assertArrayEquals(values, Npy.read(file).ints());
    Npy.write(file, Tensor.of(Shape.of(), 4));
    assertEquals(Shape.of(), Npy.read(file).shape());
  }

  @Test
  void write_targetInMissingFolder_saysSoAndLeavesNothing() {
    Path file = folder.resolve("none/out.npy");
    FileException thrown =
        assertThrows(FileException.class, () -> Npy.write(file, Tensor.of(Shape.of(1), 1)));
    assertEquals(
        "'%s': cannot be written, for there is no folder '%s'; create it"
            .formatted(file, file.getParent()),
        thrown.getMessage());
    assertFalse(Files.exists(file));
  }

  @Test
  void read_lineBreakInTheHeader_isToldInOneLine() throws IOException {
    byte[] bytes = Files.readAllBytes(Fixtures.path("float32.npy"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("4\\)", "\n)");
    Path file = folder.resolve("broken.npy");
    Files.write(file, text.replaceFirst("3, \n", "x, \n").getBytes(StandardCharsets.ISO_8859_1));

    String message = assertThrows(FileException.class, () -> Npy.read(file)).getMessage();

    assertFalse(message.contains("\n"), message);
  }
}
