package dev.twofold.onnx;

/// Bounds what reading a file may allocate by the size of the file, so that a small hostile file
/// cannot ask for a large heap.
final class Budget {

  /*
   * Every array whose length a file decides is charged before it is allocated, objects with an
   * estimate. Real files stay far below: float weights cost once their size, half floats twice, 8-bit
   * integers four times.
   */

  private static final long BASE_BYTES = 32L << 20;
  private static final int BYTES_PER_FILE_BYTE = 4;

  private final String file;
  private long left = BASE_BYTES;
  private long offset;
  private String part = "";

  Budget(String file) {
    this.file = file;
  }

  /// Allows for the contents of a file that is read.
  void allowFile(long bytes) {
    left += BYTES_PER_FILE_BYTE * bytes;
  }

  /// Tells at which byte of the file reading has arrived.
  void at(long place) {
    offset = place;
    part = "";
  }

  /// Tells which node or value is translated.
  void at(String name) {
    part = name;
  }

  /// Takes what is about to be allocated off the budget.
  ///
  /// @throws OnnxException if more is asked for than is left
  void charge(long bytes) {
    if (bytes > left) {
      throw new OnnxException(
          Text.of(
              "%s: %s: reading it would need another %,d bytes of heap, which is out of proportion"
                  + " to the file",
              file, part.isEmpty() ? Text.of("at byte %,d", offset) : part, bytes),
          false);
    }
    left -= bytes;
  }
}
