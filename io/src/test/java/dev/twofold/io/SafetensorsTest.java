package dev.twofold.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Reads what the Python package wrote (see `make_fixtures.py` among the resources).
class SafetensorsTest {

  @TempDir Path folder;

  @Test
  void read_fileOfPython_givesAllTypes() throws IOException {
    SequencedMap<String, Tensor> tensors = Safetensors.read(Fixtures.path("weights.safetensors"));

    assertEquals(
        Set.of("conv.weight", "half", "double", "long", "byte", "truth"), tensors.keySet());
    assertEquals(Shape.of(2, 3), tensors.get("conv.weight").shape());
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, tensors.get("conv.weight").floats());
    assertArrayEquals(new float[] {1.5f, -2}, tensors.get("half").floats());
    assertArrayEquals(new float[] {0.1f}, tensors.get("double").floats());
    assertEquals(Shape.of(), tensors.get("double").shape());
    assertArrayEquals(new int[] {1, -2}, tensors.get("long").ints());
    assertArrayEquals(new int[] {0, 255}, tensors.get("byte").ints());
    assertArrayEquals(new int[] {1, 0}, tensors.get("truth").ints());
  }

  @Test
  void open_file_tellsMetadataAndRefusesUnknownNames() throws IOException {
    Path file = Fixtures.path("weights.safetensors");
    try (Safetensors open = Safetensors.open(file)) {
      assertEquals(Map.of("format", "np"), open.metadata());
      assertEquals(
          "no tensor 'bias' among the 6 in '%s'".formatted(file),
          assertThrows(IllegalArgumentException.class, () -> open.tensor("bias")).getMessage());
    }
  }

  @Test
  void write_thenRead_givesTheSameInOrder() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z.\"quoted\"", Tensor.of(Shape.of(3, 1), 1, Float.NaN, -0f));
    tensors.put("a", Tensor.ofInts(Shape.of(2), 3, Integer.MIN_VALUE));
    tensors.put("scalar", Tensor.of(Shape.of(), 7));
    Path file = folder.resolve("out.safetensors");

    Safetensors.write(file, tensors);
    SequencedMap<String, Tensor> again = Safetensors.read(file);

    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(again.keySet()));
    assertArrayEquals(new float[] {1, Float.NaN, -0f}, again.get("z.\"quoted\"").floats());
    assertArrayEquals(new int[] {3, Integer.MIN_VALUE}, again.get("a").ints());
    assertEquals(Shape.of(), again.get("scalar").shape());
    assertEquals(
        0, ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
  }

  /// The file is mapped: a tensor at its end costs no more than itself.
  @Test
  void open_fileOfHalfAGigabyte_readsNothingButWhatIsAskedFor() throws IOException {
    long large = 500_000_000;
    String json =
        "{\"large\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                .formatted(large, large)
            + "\"small\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}}"
                .formatted(large, large + 8);
    Path file = file(json, large + 8);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    try (Safetensors open = Safetensors.open(file)) {
      assertArrayEquals(new float[2], open.tensor("small").floats());
    }

    assertTrue(threads.getCurrentThreadAllocatedBytes() - before < 4 << 20);
  }

  /// A file with a header and as many zeros, which take no place on the disk.
  private Path file(String json, long elements) throws IOException {
    Path file = folder.resolve("made.safetensors");
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array());
      out.write(text);
      out.setLength(8 + text.length + elements);
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|"
            + "tensor 'x': shape [3] of F32 does not fill bytes 0 to 8; the file is damaged",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}|"
            + "tensor 'x' lies at [0, 12] of 8 bytes; the file is damaged or truncated",
        "{\"x\":{\"dtype\":\"F8\",\"shape\":[8],\"data_offsets\":[0,8]}}|"
            + "tensor 'x': elements of type 'F8' are not supported, only F16, BF16, F32, F64, I8 to"
            + " I64, U8 to U64 and BOOL",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|tensor 'x': shape [-2]:"
            + " every extent must be at least 1, got -2",
        "{\"x\":7}|its header has VALUE_NUMBER_INT where START_OBJECT belongs",
        "[1]|its header has START_ARRAY where START_OBJECT belongs"
      })
  void open_damagedHeader_isRefused(String json, String problem) throws IOException {
    Path file = file(json, 8);

    String message = assertThrows(FileException.class, () -> Safetensors.open(file)).getMessage();

    assertEquals("'%s': %s".formatted(file, problem), message);
  }

  @Test
  void open_noSuchFormat_isRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.safetensors"), "this is a text");

    assertTrue(
        assertThrows(FileException.class, () -> Safetensors.open(text))
            .getMessage()
            .endsWith(
                "is no .safetensors file: its header would be 2,338,328,219,631,577,204 bytes long"
                    + " in a file of 14 bytes; check that it is one, and whole"));
    Files.writeString(text, "short");
    assertTrue(
        assertThrows(FileException.class, () -> Safetensors.open(text))
            .getMessage()
            .endsWith(
                "is no .safetensors file: expected 8 bytes and a header, got 5 bytes; check that it"
                    + " is one, and whole"));
    assertThrows(FileException.class, () -> Safetensors.open(folder));
    assertThrows(FileException.class, () -> Safetensors.open(folder.resolve("missing")));
  }

  @Test
  void tensor_integerBeyond32Bits_isRefused() throws IOException {
    Path file = file("{\"x\":{\"dtype\":\"U32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 0);
    Files.write(file, new byte[] {-1, -1, -1, -1}, StandardOpenOption.APPEND);

    assertEquals(
        "'%s': tensor 'x': the element 4294967295 does not fit 32 bits; save it as F32"
            .formatted(file),
        assertThrows(FileException.class, () -> Safetensors.read(file)).getMessage());
  }
}
