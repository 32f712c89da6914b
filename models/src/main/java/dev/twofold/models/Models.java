package dev.twofold.models;

import com.google.common.base.Splitter;
import dev.twofold.graph.Graph;
import dev.twofold.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Well-known networks by name.
///
/// A spec is a name with options, as in `mobilenet-v2`, `mobilenet-v1:width=0.5,size=160` or
/// `separable:in=16,out=32`.
public final class Models {

  private Models() {}

  /// All models, in the order in which to show them.
  public static List<ModelInfo> all() {
    return Catalogue.MODELS;
  }

  /// Whether there is a model of the name that a spec begins with.
  public static boolean contains(String spec) {
    String name = name(spec);
    return all().stream().anyMatch(model -> model.name().equals(name));
  }

  /// Builds the network of a spec for one image of its default size.
  ///
  /// @throws IllegalArgumentException if name or options are unknown or out of range; unknown ones
  ///   are answered with the nearest that exist
  /// @throws dev.twofold.graph.GraphException if the options make layers that fit no input
  public static Graph graph(String spec) {
    ModelInfo model = find(spec);
    Settings settings = settings(model, spec);
    return model.graph(settings, model.input(settings));
  }

  /// Builds the network of a spec for an input of a given shape.
  ///
  /// @param input the shape, `[N, C, H, W]`
  /// @throws IllegalArgumentException if name or options are unknown or out of range, or the
  ///   network is not for images of that many channels
  /// @throws dev.twofold.graph.GraphException if layers do not fit the shape
  public static Graph graph(String spec, Shape input) {
    ModelInfo model = find(spec);
    Settings settings = settings(model, spec);
    int channels = model.channels(settings);
    if (input.rank() != 4 || input.c() != channels) {
      throw new IllegalArgumentException(
          "model '%s': given input shape %s, expected [N, %d, H, W]"
              .formatted(model.name(), input, channels));
    }
    return model.graph(settings, input);
  }

  private static String name(String spec) {
    int colon = spec.indexOf(':');
    return colon < 0 ? spec : spec.substring(0, colon);
  }

  private static ModelInfo find(String spec) {
    String name = name(spec);
    List<String> names = all().stream().map(ModelInfo::name).toList();
    return all().stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "unknown model '%s'; %s".formatted(name, Suggestions.of(name, names))));
  }

  private static Settings settings(ModelInfo model, String spec) {
    SequencedMap<String, String> values = new LinkedHashMap<>(model.options());
    if (spec.length() > model.name().length()) {
      String options = spec.substring(model.name().length() + 1);
      Splitter.on(',').split(options).forEach(option -> set(model, values, option));
    }
    return new Settings(model.name(), values);
  }

  private static void set(ModelInfo model, Map<String, String> values, String option) {
    int equals = option.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException(
          "model '%s': option '%s' has no value; write options as in %s"
              .formatted(model.name(), option, model));
    }
    String key = option.substring(0, equals);
    if (!values.containsKey(key)) {
      throw new IllegalArgumentException(
          "model '%s': unknown option '%s'; %s"
              .formatted(model.name(), key, Suggestions.of(key, model.options().keySet())));
    }
    values.put(key, option.substring(equals + 1));
  }
}
