package dev.twofold.cli;

import com.google.common.base.Splitter;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Weights;
import dev.twofold.io.FileException;
import dev.twofold.io.Safetensors;
import dev.twofold.models.Models;
import dev.twofold.onnx.ImportReport;
import dev.twofold.onnx.OnnxOptions;
import dev.twofold.onnx.OnnxReader;
import dev.twofold.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The network that an argument MODEL names: a built-in one or an ONNX file.
///
/// @param spec the argument
/// @param shapes shapes of inputs by name; the empty name stands for the only input
record ModelSource(String spec, Map<String, Shape> shapes) {

  static final String DESCRIPTION =
      "A built-in network, such as mobilenet-v2 or separable:in=16,out=32 (see 'models'), or the"
          + " path of an .onnx file.";

  static final String SHAPE_DESCRIPTION =
      "The input's shape, such as 1x3x224x224; NAME=SHAPE for one of several inputs.";

  static final String WEIGHTS_DESCRIPTION =
      "The weights of a built-in network, a .safetensors file with a tensor for each layer's, such"
          + " as features.0.weight; none for random ones.";

  /// @param shapes as the option `--input-shape` has them
  /// @throws CliException if one is no shape
  static ModelSource of(String spec, List<String> shapes) {
    Map<String, Shape> byName = new LinkedHashMap<>();
    for (String text : shapes) {
      List<String> parts = Splitter.on('=').limit(2).splitToList(text);
      byName.put(parts.size() == 1 ? "" : parts.getFirst(), parse(parts.getLast()));
    }
    return new ModelSource(spec, byName);
  }

  private static Shape parse(String text) {
    try {
      return Shape.parse(text);
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--input-shape: " + e.getMessage());
    }
  }

  /// The same network for an input of another shape, unless the user gave one.
  ///
  /// @param input the input's name, or empty for the only one
  ModelSource withDefault(String input, Shape shape) {
    if (!shapes.isEmpty() && (shapes.containsKey("") || shapes.containsKey(input))) {
      return this;
    }
    Map<String, Shape> more = new LinkedHashMap<>(shapes);
    more.put(input, shape);
    return new ModelSource(spec, more);
  }

  /// The same network with an only input of another shape, whatever the user gave.
  ModelSource with(Shape shape) {
    return new ModelSource(spec, Map.of("", shape));
  }

  boolean isFile() {
    return !Models.contains(spec)
        && (spec.endsWith(".onnx") || spec.contains("/") || Files.exists(Path.of(spec)));
  }

  /// The network without weights, named as it was asked for.
  Graph graph() {
    return typed().named(spec);
  }

  /// The network without weights under its type name, such as `MobileNetV1`.
  Graph typed() {
    return isFile() ? file().graph() : builtIn();
  }

  /// The network with the weights of its file, or with seeded random ones.
  Model model(Console console, long seed) {
    if (isFile()) {
      return file();
    }
    Graph graph = builtIn();
    console.note("'%s' is built in and has random weights (seed %d)", spec, seed);
    return Model.initialised(graph, seed);
  }

  /// The network with given weights, or as [#model(Console, long)] has it.
  Model model(Console console, long seed, @Nullable Path weights) throws FileException {
    if (weights != null) {
      return withWeights(weights);
    }
    return model(console, seed);
  }

  private Model withWeights(Path weights) throws FileException {
    if (isFile()) {
      throw new CliException(
          "--weights: '%s' has weights of its own; name a built-in network".formatted(spec));
    }
    return new Model(builtIn(), Weights.of(Safetensors.read(weights)));
  }

  /// The network of an ONNX file before and after it was simplified.
  ImportReport report() {
    if (!isFile()) {
      throw CliException.usage(
          "--as-imported: '%s' is built in, nothing is imported; name an .onnx file"
              .formatted(spec));
    }
    return OnnxReader.report(path(), options());
  }

  private Model file() {
    return OnnxReader.read(path(), options());
  }

  private Path path() {
    Path path = Path.of(spec);
    if (!Files.isRegularFile(path)) {
      throw new CliException(
          "'%s': %s; name an .onnx file or a built-in network (see 'models')"
              .formatted(spec, Files.exists(path) ? "is no regular file" : "no such file"));
    }
    return path;
  }

  private OnnxOptions options() {
    OnnxOptions options = OnnxOptions.DEFAULTS;
    for (var shape : shapes.entrySet()) {
      options = options.withInputShape(shape.getKey(), shape.getValue());
    }
    return options;
  }

  private Graph builtIn() {
    Shape only = shapes.get("");
    if (only != null) {
      return Models.graph(spec, only);
    }
    Graph graph = Models.graph(spec);
    return shapes.isEmpty() ? graph : graph.withInputShapes(shapes);
  }
}
