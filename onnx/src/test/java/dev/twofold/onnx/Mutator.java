package dev.twofold.onnx;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Damages files: the same seed gives the same damage.
final class Mutator {

  private static final int MOST_CHANGES = 6;
  private static final int LONGEST_BLOCK = 64;

  /// Bytes and numbers at the borders of what formats allow.
  private static final byte[][] INTERESTING = {
    {0},
    {-1},
    {0x7f},
    {(byte) 0x80},
    {1},
    {-1, -1, -1, -1, 0x0f},
    {-1, -1, -1, -1, 0x07},
    {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
    {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 8},
    {-1, -1, -1, 0x7f},
    {0, 0, 0, (byte) 0x80},
    {0, 0, (byte) 0x80, 0x7f},
    {0, 0, (byte) 0xc0, 0x7f}
  };

  private final List<byte[]> corpus;
  private final Random random;

  /// @param corpus the files that are damaged, and that blocks are taken from
  Mutator(List<byte[]> corpus, long seed) {
    this.corpus = corpus;
    this.random = new Random(seed);
  }

  /// A damaged file.
  byte[] next() {
    byte[] bytes = any().clone();
    for (int i = 1 + random.nextInt(MOST_CHANGES); i > 0; i--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] any() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] changed(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int length = Math.min(random.nextInt(LONGEST_BLOCK), bytes.length - at);
    return switch (random.nextInt(9)) {
      case 0 -> flipped(bytes, at);
      case 1 -> joined(bytes, at, new byte[] {(byte) random.nextInt()}, Math.min(1, length));
      case 2 -> {
        byte[] value = INTERESTING[random.nextInt(INTERESTING.length)];
        yield joined(bytes, at, value, Math.min(value.length, bytes.length - at));
      }
      case 3 -> joined(bytes, at, INTERESTING[random.nextInt(INTERESTING.length)], 0);
      case 4 -> joined(bytes, at, new byte[0], length);
      case 5 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, at + length), 0);
      case 6 -> joined(bytes, at, block(any()), 0);
      case 7 -> joined(bytes, at, block(any()), length);
      default -> random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at) : flipped(bytes, at);
    };
  }

  private byte[] flipped(byte[] bytes, int at) {
    if (at < bytes.length) {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] block(byte[] from) {
    int at = random.nextInt(from.length + 1);
    return Arrays.copyOfRange(
        from, at, Math.min(from.length, at + random.nextInt(4 * LONGEST_BLOCK)));
  }

  /// The bytes with a block at a place, instead of as many bytes.
  private static byte[] joined(byte[] bytes, int at, byte[] block, int replaced) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + block.length);
    out.write(bytes, 0, at);
    out.writeBytes(block);
    out.write(bytes, at + replaced, bytes.length - at - replaced);
    return out.toByteArray();
  }
}
