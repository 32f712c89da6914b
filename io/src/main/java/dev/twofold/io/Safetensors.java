package dev.twofold.io;

import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Reads and writes `.safetensors` files, the form in which weights of networks are shared. An open
/// file is mapped into memory: a tensor costs heap when it is read, not before. Not for use by several
/// threads at once.
public final class Safetensors implements AutoCloseable {

  /*
   * The format (github.com/huggingface/safetensors): 8 bytes with the length of the header,
   * little-endian; the header, a JSON object that gives each tensor its dtype, shape and place; the
   * elements, row-major and little-endian. The header is believed only as far as the file bears it out.
   */

  private static final int CHUNK = 1 << 16;
  private static final int ALIGNMENT = 8;

  private final Path file;
  private final Arena arena;
  private final MemorySegment elements;
  private final SafetensorsHeader header;

  private Safetensors(Path file, Arena arena, MemorySegment elements, SafetensorsHeader header) {
    this.file = file;
    this.arena = arena;
    this.elements = elements;
    this.header = header;
  }

  /// Opens a file; it must stay as it is until it is closed.
  ///
  /// @throws FileException if the file cannot be read, is no `.safetensors` file or is damaged
  @SuppressWarnings("MustBeClosedChecker") // what is returned closes the arena
  public static Safetensors open(Path file) throws FileException {
    Arena arena = Arena.ofConfined();
    try (FileChannel channel = FileChannel.open(file)) {
      MemorySegment all = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      SafetensorsHeader header = SafetensorsHeader.read(all);
      return new Safetensors(file, arena, all.asSlice(header.end()), header);
    } catch (IllegalArgumentException e) {
      arena.close();
      throw new FileException(file.toString(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      arena.close();
      throw Files.isDirectory(file)
          ? new FileException(file.toString(), "is a folder, but a .safetensors file is needed", e)
          : FileException.of(file, e);
    }
  }

  /// Reads all tensors, in the order of their places in the file.
  ///
  /// @throws FileException if the file cannot be read, is damaged, or holds what no tensor can
  public static SequencedMap<String, Tensor> read(Path file) throws FileException {
    try (Safetensors open = open(file)) {
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : open.names()) {
        tensors.put(name, open.tensor(name));
      }
      return tensors;
    }
  }

  /// The tensors' names, in the order of their places in the file.
  public Set<String> names() {
    return header.entries().keySet();
  }

  /// Further texts that the file carries, such as who wrote it.
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /// Reads one tensor. Floats of 16 and 64 bits become 32-bit floats, integers and truth values 32-bit
  /// integers.
  ///
  /// @throws FileException if an integer does not fit 32 bits, or the type is not known
  /// @throws IllegalArgumentException if there is no tensor of that name
  public Tensor tensor(String name) throws FileException {
    SafetensorsEntry entry = header.entries().get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "no tensor '%s' among the %d in '%s'".formatted(name, names().size(), file));
    }
    try {
      return entry.read(elements);
    } catch (IllegalArgumentException e) {
      throw new FileException(file.toString(), "tensor '" + name + "': " + e.getMessage(), e);
    }
  }

  /// Gives the mapping back.
  @Override
  public void close() {
    arena.close();
  }

  /// Writes tensors as 32-bit floats or integers, beside the target first (see [SafeFiles]).
  ///
  /// @throws FileException if the file cannot be written
  public static void write(Path file, Map<String, Tensor> tensors) throws FileException {
    byte[] json = SafetensorsHeader.json(tensors).getBytes(StandardCharsets.UTF_8);
    int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer begin =
        ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    begin.put(json);
    while (begin.hasRemaining()) {
      begin.put((byte) ' ');
    }
    SafeFiles.write(
        file,
        out -> {
          out.write(begin.array());
          for (Tensor tensor : tensors.values()) {
            write(out, Layouts.rowMajor(tensor));
          }
        });
  }

  private static void write(OutputStream out, Tensor tensor) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    int elements = (int) tensor.shape().elements();
    for (int i = 0; i < elements; i++) {
      switch (tensor.type().type()) {
        case FLOAT32 -> chunk.putFloat(tensor.floats()[i]);
        case INT32 -> chunk.putInt(tensor.ints()[i]);
      }
      if (!chunk.hasRemaining() || i == elements - 1) {
        out.write(chunk.array(), 0, chunk.position());
        chunk.clear();
      }
    }
  }
}
