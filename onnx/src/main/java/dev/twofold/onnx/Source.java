package dev.twofold.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/// The bytes of one ONNX file, mapped or on the heap, with what is needed to speak of them.
///
/// @param name what messages call the file
/// @param bytes the contents
/// @param folder the folder that external data must lie in; empty if there is none
/// @param arena owns mapped files, of external data too
/// @param budget bounds what reading may allocate
record Source(String name, MemorySegment bytes, List<Path> folder, Arena arena, Budget budget) {

  /// A file whose size sets the budget.
  static Source of(String name, MemorySegment bytes, List<Path> folder, Arena arena) {
    Budget budget = new Budget(name);
    budget.allowFile(bytes.byteSize());
    return new Source(name, bytes, folder, arena, budget);
  }

  /// An error at a place in the file.
  ///
  /// @param offset in bytes from the file's first
  OnnxException error(long offset, String text) {
    return new OnnxException(Text.of("%s: at byte %,d: %s", name, offset, text), false);
  }
}
