package dev.twofold.io;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Reads and writes NumPy's `.npy` files, versions 1 to 3.
public final class Npy {

  /*
   * The header is believed only as far as the file's size bears it out: the elements it claims must be
   * exactly those that follow, so memory is bounded by the size of the file (times 4 for elements of
   * one byte).
   */

  private static final int CHUNK = 1 << 16;
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  private Npy() {}

  /// Reads a tensor, row-major whatever order the file has. Floats of 2, 4 and 8 bytes become
  /// 32-bit floats (8-byte ones are rounded), integers and truth values 32-bit integers.
  ///
  /// @throws FileException if the file cannot be read, is no `.npy` file, holds elements of another
  ///   type or integers beyond 32 bits, or is longer or shorter than its header says
  public static Tensor read(Path file) throws FileException {
    try {
      if (Files.isDirectory(file)) {
        throw new FileException(file.toString(), "is a folder, but an .npy file is needed");
      }
      long size = Files.size(file);
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), CHUNK))) {
        return read(in, size);
      }
    } catch (IllegalArgumentException e) {
      throw new FileException(file.toString(), String.valueOf(e.getMessage()), e);
    } catch (EOFException e) {
      throw new FileException(file.toString(), "ends within its header; the file is truncated", e);
    } catch (IOException e) {
      throw FileException.of(file, e);
    }
  }

  /// Reads a tensor from a stream.
  ///
  /// @param size the number of bytes until the stream's end
  /// @throws IllegalArgumentException if they are no `.npy` file, without naming it
  static Tensor read(DataInputStream in, long size) throws IOException {
    NpyHeader header = NpyHeader.read(in, size);
    checkLength(header, size);
    return elements(in, header);
  }

  private static void checkLength(NpyHeader header, long size) {
    Shape shape = header.shape();
    if (shape.elements() > MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "holds %s, %,d elements, but a tensor holds at most %,d",
              shape,
              shape.elements(),
              MAX_ELEMENTS));
    }
    long expected = shape.elements() * header.type().bytes();
    long got = size - header.end();
    if (got != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shape %s needs %,d bytes of elements, but %,d follow the header; the file is %s",
              shape,
              expected,
              got,
              got < expected ? "truncated" : "damaged"));
    }
  }

  private static Tensor elements(DataInputStream in, NpyHeader header) throws IOException {
    Tensor tensor = Tensor.zeros(new TensorType(header.shape(), header.type().tensorType()));
    NpyOrder order = new NpyOrder(header.shape(), header.fortran());
    NpyType type = header.type();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(type.order());
    long left = header.shape().elements() * type.bytes();
    while (left > 0) {
      int length = (int) Math.min(CHUNK, left);
      in.readFully(chunk.array(), 0, length);
      chunk.clear().limit(length);
      switch (type.tensorType()) {
        case FLOAT32 -> {
          float[] floats = tensor.floats();
          while (chunk.hasRemaining()) {
            floats[order.next()] = type.nextFloat(chunk);
          }
        }
        case INT32 -> {
          int[] ints = tensor.ints();
          while (chunk.hasRemaining()) {
            ints[order.next()] = type.nextInt(chunk);
          }
        }
      }
      left -= length;
    }
    return tensor;
  }

  /// Writes a tensor as little-endian 32-bit floats or integers in C order, beside the target first
  /// (see [SafeFiles]).
  ///
  /// @throws FileException if the file cannot be written
  public static void write(Path file, Tensor tensor) throws FileException {
    SafeFiles.write(file, out -> write(out, tensor));
  }

  /// Writes to a stream, which stays open.
  static void write(OutputStream out, Tensor tensor) throws IOException {
    out.write(header(tensor));
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    Tensor rows = Layouts.rowMajor(tensor);
    int elements = (int) tensor.shape().elements();
    for (int i = 0; i < elements; i++) {
      switch (tensor.type().type()) {
        case FLOAT32 -> chunk.putFloat(rows.floats()[i]);
        case INT32 -> chunk.putInt(rows.ints()[i]);
      }
      if (!chunk.hasRemaining() || i == elements - 1) {
        out.write(chunk.array(), 0, chunk.position());
        chunk.clear();
      }
    }
  }

  /// Version 1, padded with spaces so that the elements begin at a multiple of 64 bytes.
  private static byte[] header(Tensor tensor) {
    String dims =
        Arrays.stream(tensor.shape().dims())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", "(", tensor.shape().rank() == 1 ? ",)" : ")"));
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(tensor.type().type() == DataType.FLOAT32 ? "<f4" : "<i4", dims);
    int length = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
    byte[] header = new byte[10 + length];
    Arrays.fill(header, (byte) ' ');
    ByteBuffer buffer = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    buffer.put((byte) 1).put((byte) 0).putShort((short) length);
    buffer.put(text.getBytes(StandardCharsets.US_ASCII));
    header[header.length - 1] = '\n';
    return header;
  }
}
