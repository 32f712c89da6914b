package dev.twofold.onnx;

import dev.twofold.graph.Model;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/// Reads ONNX files into models.
///
/// Operator sets 1 to 28 of ONNX's own domain are read, those below 7 as far as their operators agree
/// with later ones. What depends on shapes alone is computed
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
    return open(
        file,
        source -> {
          Proto.Model model = new ProtoParser(source).model();
          return new Importer(source, model, options, Map.of()).model();
        });
  }

  /// Reads a file, and tells how the network looks as imported, how simplified, and what makes the
  /// difference.
  ///
  /// @throws OnnxException if the file cannot be read, is damaged, asks for what is not supported, or
  ///     leaves extents open; or if the options do not fit it
  public static ImportReport report(Path file, OnnxOptions options) {
    return open(
        file,
        source -> {
          Proto.Model model = new ProtoParser(source).model();
          return new Importer(source, model, options, Map.of()).report();
        });
  }

  /// Reads the contents of a file, such as a resource. External data is refused.
  ///
  /// @param name what messages and the graph are to call it
  /// @throws OnnxException if the contents are damaged, ask for what is not supported, or leave extents
  ///     open; or if the options do not fit them
  public static Model read(String name, byte[] contents, OnnxOptions options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = MemorySegment.ofArray(contents).asReadOnly();
      Source source = Source.of(name, bytes, List.of(), arena);
      Proto.Model model = new ProtoParser(source).model();
      return new Importer(source, model, options, Map.of()).model();
    }
  }

  /// Reads a file together with recorded inputs, which give the inputs' shapes and stand in where an
  /// operator asks for what must be known.
  static Recording recording(Path file, Path dataSet) {
    return open(
        file,
        source -> {
          Proto.Model model = new ProtoParser(source).model();
          var inputs = tensors(source, dataSet, "input_", model.graph().givenInputs());
          var outputs = tensors(source, dataSet, "output_", model.graph().outputs());
          Importer importer = new Importer(source, model, OnnxOptions.DEFAULTS, inputs);
          return new Recording(importer.model(), inputs, outputs);
        });
  }

  /// Reads one tensor for every value, from files whose names are a prefix, the value's number and
  /// `.pb`.
  private static SequencedMap<String, Literal> tensors(
      Source source, Path folder, String prefix, List<Proto.ValueInfo> values) {
    SequencedMap<String, Literal> tensors = new LinkedHashMap<>();
    for (Proto.ValueInfo value : values) {
      Path file = folder.resolve(prefix + tensors.size() + ".pb");
      if (value.type() == 0) {
        throw new OnnxException(
            source.name() + ": '" + value.name() + "' is no tensor: not supported", true);
      }
      Literal literal = open(file, OnnxReader::tensor);
      if (!literal.type().hasCode(value.type())) {
        throw new OnnxException(
            Text.of(
                "%s: '%s' is recorded as %s, another type than the model's",
                source.name(), value.name(), literal.type()),
            true);
      }
      tensors.put(value.name(), literal);
    }
    return tensors;
  }

  /// The texts that a file carries beside its network, such as the characters that a network for text
  /// recognition tells apart.
  ///
  /// @param name what messages are to call it
  /// @throws OnnxException if the contents are damaged
  public static Map<String, String> metadata(String name, byte[] contents) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = MemorySegment.ofArray(contents).asReadOnly();
      Source source = Source.of(name, bytes, List.of(), arena);
      return Collections.unmodifiableMap(new ProtoParser(source).model().metadata());
    }
  }

  /// Reads the contents of a file with one tensor.
  static Literal tensor(String name, byte[] contents) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = MemorySegment.ofArray(contents).asReadOnly();
      Literal literal = tensor(Source.of(name, bytes, List.of(), arena));
      literal.floats();
      return literal;
    }
  }

  private static Literal tensor(Source source) {
    Span all = new Span(0, source.bytes().byteSize());
    try {
      Literal literal = new TensorDecoder(source).literal(new ProtoParser(source).tensor(all));
      return literal.withDims(literal.dims());
    } catch (Refusal e) {
      throw new OnnxException(source.name() + ": at byte 0: " + e.text(), e.isUnsupported());
    }
  }

  private static <T> T open(Path file, Function<Source, T> reader) {
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      Path folder = file.toAbsolutePath().normalize().getParent();
      List<Path> folders = folder == null ? List.of() : List.of(folder);
      return reader.apply(Source.of(file.toString(), bytes, folders, arena));
    } catch (IOException e) {
      throw new OnnxException(Text.of("%s: cannot be read: %s", file, e), e);
    }
  }
}
