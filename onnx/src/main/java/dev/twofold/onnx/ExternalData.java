package dev.twofold.onnx;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Maps the files beside a model that hold its larger tensors. A file outside the model's folder,
/// by an absolute path, by `..` or through a link, is refused: a model must not be able to read
/// what its owner did not put beside it.
final class ExternalData {

  private final Source source;
  private final Map<String, MemorySegment> files = new HashMap<>();

  ExternalData(Source source) {
    this.source = source;
  }

  /// The bytes of an external tensor.
  ///
  /// @param wanted their number
  MemorySegment open(Proto.Tensor tensor, long wanted) {
    String location = tensor.external().getOrDefault("location", "");
    MemorySegment file = files.computeIfAbsent(location, _ -> map(tensor, location));
    long offset = number(tensor, "offset", 0);
    long length = number(tensor, "length", wanted);
    if (length != wanted || offset > file.byteSize() - length) {
      throw error(
          tensor,
          Text.of(
              "needs %,d bytes of external data, but '%s' of %,d bytes is to give %,d from byte"
                  + " %,d",
              wanted, location, file.byteSize(), length, offset));
    }
    return file.asSlice(offset, length);
  }

  private long number(Proto.Tensor tensor, String key, long otherwise) {
    String text = tensor.external().get(key);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("\\d{1,18}")) {
      throw error(tensor, "has external data with " + key + " '" + text + "'");
    }
    return Long.parseLong(text);
  }

  private MemorySegment map(Proto.Tensor tensor, String location) {
    if (source.folder().isEmpty()) {
      throw error(tensor, "is external in '" + location + "'; read the model from its file");
    }
    try (FileChannel channel = FileChannel.open(resolve(tensor, location))) {
      source.budget().allowFile(channel.size());
      return channel.map(MapMode.READ_ONLY, 0, channel.size(), source.arena());
    } catch (IOException e) {
      throw new OnnxException(
          Text.of(
              "%s: tensor '%s': external data '%s' cannot be read: %s",
              source.name(), tensor.name(), location, e),
          e);
    }
  }

  private Path resolve(Proto.Tensor tensor, String location) throws IOException {
    try {
      Path folder = source.folder().getFirst();
      Path relative = Path.of(location);
      Path inside = folder.resolve(relative).normalize();
      if (relative.isAbsolute()
          || !inside.startsWith(folder.normalize())
          || !inside.toRealPath().startsWith(folder.toRealPath())) {
        throw error(
            tensor, "has external data '" + location + "' outside the model's folder: refused");
      }
      return inside;
    } catch (InvalidPathException e) {
      throw error(tensor, "has external data with the location '" + location + "'");
    }
  }

  private OnnxException error(Proto.Tensor tensor, String text) {
    return source.error(tensor.span().offset(), Text.of("tensor '%s' %s", tensor.name(), text));
  }
}
