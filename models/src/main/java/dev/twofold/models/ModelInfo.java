package dev.twofold.models;

import dev.twofold.graph.Graph;
import dev.twofold.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BiFunction;

/// A model that can be built by name.
public final class ModelInfo {

  private final String name;
  private final String description;
  private final int channels;
  private final SequencedMap<String, String> options;
  private final BiFunction<Settings, Shape, Graph> builder;

  /// @param channels the channels of the input; 0 if the option `in` tells them
  ModelInfo(
      String name,
      String description,
      int channels,
      SequencedMap<String, String> options,
      BiFunction<Settings, Shape, Graph> builder) {
    this.name = name;
    this.description = description;
    this.channels = channels;
    this.options = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(options));
    this.builder = builder;
  }

  /// The name, such as `mobilenet-v2`.
  public String name() {
    return name;
  }

  /// What it is, in one line.
  public String description() {
    return description;
  }

  /// The options and their defaults, such as `width` and `1.0`; cannot be changed.
  public SequencedMap<String, String> options() {
    return options;
  }

  /// The shape of one image at the default resolution, `[1, C, H, W]`.
  public Shape defaultInput() {
    return input(new Settings(name, options));
  }

  Shape input(Settings settings) {
    int size = settings.integer("size");
    return Shape.nchw(1, channels(settings), size, size);
  }

  int channels(Settings settings) {
    return channels > 0 ? channels : settings.integer("in");
  }

  Graph graph(Settings settings, Shape input) {
    return builder.apply(settings, input);
  }

  /// The name with the options' defaults, such as `mobilenet-v2:width=1.0,size=224`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    String separator = ":";
    for (var option : options.entrySet()) {
      text.append(separator).append(option.getKey()).append('=').append(option.getValue());
      separator = ",";
    }
    return text.toString();
  }
}
