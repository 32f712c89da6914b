package dev.twofold.cli;

import dev.twofold.io.Colour;
import dev.twofold.io.FileException;
import dev.twofold.io.Images;
import dev.twofold.io.Masks;
import dev.twofold.io.Npy;
import dev.twofold.io.Npz;
import dev.twofold.io.SafeFiles;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the outputs of a network go.
final class OutputFiles {

  enum Picture {
    AUTO,
    GREY,
    HEAT,
    LABELS,
    RGB,
    OVERLAY
  }

  private static final float MASK_THRESHOLD = 0.3f;

  @Option(
      names = "--output",
      paramLabel = "y.npy|y.npz|y.png",
      description = "The file for the output: an array, or a picture of it; y.npz for all outputs.")
  private @Nullable Path file;

  @Option(
      names = "--output-dir",
      paramLabel = "FOLDER",
      description = "The folder for the outputs, an .npy file each, named after them.")
  private @Nullable Path folder;

  @Option(
      names = "--picture",
      paramLabel = "FORM",
      description =
          "What y.png shows: grey (values 0..1), heat (lowest to highest), labels (the best class"
              + " per pixel), rgb, or overlay (a mask laid over the input picture); default: grey"
              + " or heat for one channel, labels for more.")
  private Picture form = Picture.AUTO;

  /// Says early what cannot be written.
  void check(int outputs) throws FileException {
    if (file != null && folder != null) {
      throw CliException.usage("--output and --output-dir: expected one of the two, got both");
    }
    if (file != null) {
      if (outputs > 1 && !isArchive(file)) {
        throw new CliException(
            "the network has %d outputs; write them to *.npz or with --output-dir FOLDER"
                .formatted(outputs));
      }
      if (isArchive(file) || isArray(file)) {
        SafeFiles.checkWritable(file);
      } else {
        Images.checkWritable(file);
      }
    }
    if (folder != null) {
      Folders.create(folder);
    }
  }

  /// Says before anything runs that an output cannot be drawn.
  void check(TensorType output) {
    Shape shape = output.shape();
    boolean isMap = shape.rank() == 4 && shape.n() == 1 && output.type() == DataType.FLOAT32;
    if (file != null && !isArchive(file) && !isArray(file) && !isMap) {
      throw new CliException("the output %s is no picture; write it as .npy".formatted(output));
    }
  }

  private static boolean isArchive(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
  }

  private static boolean isArray(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".npy") && !name.endsWith(".png")) {
      throw new CliException("'%s': an output is written as *.npy, *.npz or *.png".formatted(file));
    }
    return name.endsWith(".npy");
  }

  /// Writes the outputs.
  ///
  /// @param picture the input picture, if there is one
  void write(
      Console console,
      SequencedMap<String, Tensor> outputs,
      Optional<Tensor> picture,
      PictureArguments pictures)
      throws FileException {
    if (file != null) {
      Tensor output = outputs.firstEntry().getValue();
      if (isArchive(file)) {
        Npz.write(file, outputs);
      } else if (isArray(file)) {
        Npy.write(file, output);
      } else {
        Images.write(file, draw(output, picture, pictures));
      }
      console.note("wrote %s", file);
    }
    if (folder != null) {
      for (var output : outputs.entrySet()) {
        Path target = folder.resolve(output.getKey().replaceAll("[^\\w.-]", "_") + ".npy");
        Npy.write(target, output.getValue());
        console.note("wrote %s", target);
      }
    }
  }

  private Tensor draw(Tensor output, Optional<Tensor> picture, PictureArguments pictures) {
    Shape shape = output.shape();
    return switch (form) {
      case AUTO -> shape.c() > 1 ? labels(output) : isUnit(output) ? output : Masks.heatMap(output);
      case GREY -> channels(output, 1);
      case HEAT -> Masks.heatMap(channels(output, 1));
      case LABELS -> labels(output);
      case RGB -> channels(output, 3);
      case OVERLAY -> overlay(channels(output, 1), picture, pictures);
    };
  }

  private static Tensor labels(Tensor scores) {
    return Masks.paint(Masks.labels(scores));
  }

  private static Tensor overlay(Tensor mask, Optional<Tensor> picture, PictureArguments pictures) {
    Tensor under =
        picture.orElseThrow(() ->
            new CliException("--picture overlay: there is no input picture; choose another form"));
    return Masks.overlay(
        under, pictures.fitted(mask, under.shape()), MASK_THRESHOLD, Colour.GREEN, 0.5f);
  }

  private Tensor channels(Tensor output, int channels) {
    if (output.shape().c() != channels) {
      throw new CliException(
          "--picture %s: the output %s has %d channels, not %d; choose another form"
              .formatted(
                  form.name().toLowerCase(Locale.ROOT),
                  output.shape(),
                  output.shape().c(),
                  channels));
    }
    return output;
  }

  private static boolean isUnit(Tensor map) {
    for (float value : map.floats()) {
      if (!(value >= 0 && value <= 1)) {
        return false;
      }
    }
    return true;
  }
}
