package dev.twofold.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Writes an ONNX file with one tensor of any size: `y = x * w` with `w` of zeros, which take no place
/// on the disk.
final class LargeFile {

  private static final int COLUMNS = 1000;

  private LargeFile() {}

  /// @param bytes the size of the tensor, a multiple of 4000
  static Path write(Path file, long bytes) throws IOException {
    long rows = bytes / 4 / COLUMNS;
    Message tensor =
        new Message().number(1, rows).number(1, COLUMNS).number(2, 1).text(8, "w").begin(9, bytes);
    Message node =
        new Message().text(1, "x").text(1, "w").text(2, "y").text(3, "product").text(4, "MatMul");
    Message head =
        new Message()
            .message(1, node)
            .text(2, "large")
            .message(11, value("x", rows))
            .message(12, value("y", COLUMNS));
    Message graph = new Message().begin(5, tensor.size() + bytes);
    long size = head.size() + graph.size() + tensor.size() + bytes;
    Message model =
        new Message()
            .number(1, 8)
            .message(8, new Message().text(1, "").number(2, 17))
            .begin(7, size);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      for (Message part : new Message[] {model, head, graph, tensor}) {
        out.write(part.bytes.toByteArray());
      }
      out.setLength(out.getFilePointer() + bytes);
    }
    return file;
  }

  /// A `ValueInfoProto` of floats `[1, n]`.
  private static Message value(String name, long n) {
    Message shape =
        new Message().message(1, new Message().number(1, 1)).message(1, new Message().number(1, n));
    Message type = new Message().message(1, new Message().number(1, 1).message(2, shape));
    return new Message().text(1, name).message(2, type);
  }

  /// A protocol buffer in the making.
  private static final class Message {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    int size() {
      return bytes.size();
    }

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message text(int field, String value) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      begin(field, utf8.length);
      bytes.writeBytes(utf8);
      return this;
    }

    Message message(int field, Message value) {
      begin(field, value.size());
      bytes.writeBytes(value.bytes.toByteArray());
      return this;
    }

    /// Begins a field of bytes, which follow.
    Message begin(int field, long length) {
      varint(((long) field << 3) | 2);
      varint(length);
      return this;
    }

    private void varint(long value) {
      long rest = value;
      for (; rest > 0x7f; rest >>>= 7) {
        bytes.write((int) ((rest & 0x7f) | 0x80));
      }
      bytes.write((int) rest);
    }
  }
}
