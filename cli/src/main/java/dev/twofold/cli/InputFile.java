package dev.twofold.cli;

import dev.twofold.graph.Value;
import dev.twofold.io.FileException;
import dev.twofold.io.Images;
import dev.twofold.io.Npy;
import dev.twofold.io.Npz;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/// A file that an option `--input` names, with its content.
///
/// @param name the name of the network's input, or empty for the only one
/// @param file the file
/// @param content an array, or a picture `[1, 3, H, W]`
/// @param isPicture whether it is a picture
record InputFile(String name, Path file, Tensor content, boolean isPicture) {

  /// Reads what an option `--input` names: one file's content, or the arrays of an archive, which are
  /// for the inputs of their names.
  ///
  /// @param argument a file, or `name=file`
  static List<InputFile> read(String argument) throws FileException {
    int equals = argument.indexOf('=');
    boolean named = equals > 0 && !Files.exists(Path.of(argument));
    Path file = Path.of(named ? argument.substring(equals + 1) : argument);
    String name = named ? argument.substring(0, equals) : "";
    String lower = file.toString().toLowerCase(Locale.ROOT);
    if (lower.endsWith(".npz")) {
      return archive(name, file);
    }
    boolean isArray = lower.endsWith(".npy");
    return List.of(
        new InputFile(name, file, isArray ? Npy.read(file) : Images.read(file), !isArray));
  }

  private static List<InputFile> archive(String name, Path file) throws FileException {
    SequencedMap<String, Tensor> arrays = Npz.read(file);
    if (arrays.size() != 1 && !name.isEmpty()) {
      throw new CliException(
          "input '%s': '%s' holds %d arrays %s; give it without a name"
              .formatted(name, file, arrays.size(), arrays.keySet()));
    }
    // A single array is for the input asked for, or the only one, whatever it is called.
    return arrays.entrySet().stream()
        .map(array ->
            new InputFile(
                arrays.size() == 1 ? name : array.getKey(), file, array.getValue(), false))
        .toList();
  }

  /// The one among the files that is for an input.
  static InputFile find(List<InputFile> files, Value input, int inputs) {
    List<InputFile> fitting =
        files.stream()
            .filter(f -> f.name.equals(input.name()) || (f.name.isEmpty() && inputs == 1))
            .toList();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    throw new CliException(
        fitting.isEmpty()
            ? "input '%s' %s has no file; give one with --input %s=FILE"
                .formatted(input.name(), input.type(), input.name())
            : "input '%s' has %d files; give one".formatted(input.name(), fitting.size()));
  }

  /// The tensor that an input wants.
  Tensor tensor(Value input, PictureArguments pictures) {
    if (isPicture) {
      return pictures.prepare(input.name(), input.shape(), content);
    }
    if (!content.shape().equals(input.shape())) {
      throw new CliException(
          "input '%s': '%s' has shape %s, expected %s; reshape it, or leave out --input-shape"
              .formatted(input.name(), file, content.shape(), input.shape()));
    }
    return converted(input);
  }

  private Tensor converted(Value input) {
    DataType wanted = input.type().type();
    if (content.type().type() == wanted) {
      return content;
    }
    return switch (wanted) {
      case FLOAT32 -> {
        float[] floats = new float[content.ints().length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = content.ints()[i];
        }
        yield Tensor.of(content.shape(), floats);
      }
      case INT32 ->
          throw new CliException(
              "input '%s': '%s' has floats, expected integers; save it with array.astype('<i4')"
                  .formatted(input.name(), file));
    };
  }
}
