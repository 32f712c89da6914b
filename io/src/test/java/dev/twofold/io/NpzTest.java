package dev.twofold.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reads what NumPy wrote (see `make_fixtures.py` among the resources).
class NpzTest {

  @TempDir Path folder;

  @Test
  void read_archiveOfNumpy_givesAllArraysInOrder() throws IOException {
    SequencedMap<String, Tensor> arrays = Npz.read(Fixtures.path("arrays.npz"));

    assertEquals(List.of("a", "b"), List.copyOf(arrays.keySet()));
    assertEquals(Shape.of(2, 3), arrays.get("a").shape());
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, arrays.get("a").floats());
    assertArrayEquals(new int[] {7, -8}, arrays.get("b").ints());
  }

  @Test
  void read_compressedArchive_isRead() throws IOException {
    SequencedMap<String, Tensor> arrays = Npz.read(Fixtures.path("compressed.npz"));

    assertArrayEquals(new float[10_000], arrays.get("zeros").floats());
    assertArrayEquals(new float[] {1, 1, 1}, arrays.get("half").floats());
  }

  @Test
  void read_arrayFarLargerThanTheFile_isRefused() {
    Path file = Fixtures.path("bomb.npz");

    assertEquals(
        "'%s': array 'zeros.npy': is far larger than the file; save it alone".formatted(file),
        assertThrows(FileException.class, () -> Npz.read(file)).getMessage());
  }

  @Test
  void write_thenRead_givesTheSame() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("second/one", Tensor.of(Shape.of(3), 1, Float.NaN, -0f));
    tensors.put("first", Tensor.ofInts(Shape.of(1, 2), 3, -4));
    Path file = folder.resolve("out.npz");

    Npz.write(file, tensors);
    SequencedMap<String, Tensor> again = Npz.read(file);

    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(again.keySet()));
    assertArrayEquals(new float[] {1, Float.NaN, -0f}, again.get("second/one").floats());
    assertArrayEquals(new int[] {3, -4}, again.get("first").ints());
  }

  @Test
  void read_noArchive_isRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.npz"), "no archive");

    assertTrue(
        assertThrows(FileException.class, () -> Npz.read(text))
            .getMessage()
            .startsWith("'" + text));
    assertThrows(FileException.class, () -> Npz.read(folder.resolve("missing.npz")));
    assertThrows(FileException.class, () -> Npz.read(folder));
  }
}
