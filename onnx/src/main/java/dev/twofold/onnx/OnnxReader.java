package dev.twofold.onnx;

import dev.twofold.graph.Model;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Reads ONNX files into models.
///
/// Operator sets 7 to 24 of ONNX's own domain are read. What depends on shapes alone is computed
/// while reading, so all extents must be known: fixed in the file or given in [OnnxOptions].
/// Floats of every width become 32-bit floats. Nodes keep the names that the file gives them, with
/// `.` in place of `/`; graph inputs and outputs keep theirs exactly.
///
/// A file is mapped into memory while it is read, and what is allocated stays in proportion to its
/// size whatever it claims.
public final class OnnxReader {

  private OnnxReader() {}

  /// Reads a file whose extents are all fixed, but for the batch, which becomes 1 where it is open.
  ///
  /// @throws OnnxException if the file cannot be read, is damaged, asks for what is not supported, or
  ///     leaves extents open
  public static Model read(Path file) {
    return read(file, OnnxOptions.DEFAULTS);
  }

  /// Reads a file.
  ///
  /// @throws OnnxException if the file cannot be read, is damaged, asks for what is not supported, or
  ///     leaves extents open; or if the options do not fit it
  public static Model read(Path file, OnnxOptions options) {
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      Path folder = file.toAbsolutePath().normalize().getParent();
      List<Path> folders = folder == null ? List.of() : List.of(folder);
      return read(file.toString(), bytes, folders, arena, options, Map.of());
    } catch (IOException e) {
      throw new OnnxException("%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  /// Reads the contents of a file, such as a resource. External data is refused.
  ///
  /// @param name what messages and the graph are to call it
  /// @throws OnnxException if the contents are damaged, ask for what is not supported, or leave extents
  ///     open; or if the options do not fit them
  public static Model read(String name, byte[] contents, OnnxOptions options) {
    return read(name, contents, options, Map.of());
  }

  /// Reads the contents of a file.
  ///
  /// @param samples values of inputs, used where an operator asks for what must be known
  static Model read(
      String name, byte[] contents, OnnxOptions options, Map<String, Literal> samples) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = MemorySegment.ofArray(contents).asReadOnly();
      return read(name, bytes, List.of(), arena, options, samples);
    }
  }

  private static Model read(
      String name,
      MemorySegment bytes,
      List<Path> folders,
      Arena arena,
      OnnxOptions options,
      Map<String, Literal> samples) {
    Budget budget = new Budget(name);
    budget.allowFile(bytes.byteSize());
    Source source = new Source(name, bytes, folders, arena, budget);
    Proto.Model model = new ProtoParser(source).model();
    return new Importer(source, model, options, samples).model();
  }
}
