package dev.twofold.onnx;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The attributes of one node, with their types checked where they are asked for.
final class Attributes {

  private final Map<String, Proto.Attribute> attributes;
  private final TensorDecoder decoder;

  Attributes(Map<String, Proto.Attribute> attributes, TensorDecoder decoder) {
    this.attributes = attributes;
    this.decoder = decoder;
  }

  boolean has(String name) {
    return attributes.containsKey(name);
  }

  long integer(String name, long otherwise) {
    return switch (attributes.get(name)) {
      case null -> otherwise;
      case Proto.Int(long value) -> value;
      case Proto.Attribute other -> throw wrong(name, "an integer", other);
    };
  }

  /// An integer that has to fit `int`.
  int index(String name, int otherwise) {
    return narrow(name, integer(name, otherwise));
  }

  boolean flag(String name, boolean otherwise) {
    return integer(name, otherwise ? 1 : 0) != 0;
  }

  float real(String name, float otherwise) {
    return switch (attributes.get(name)) {
      case null -> otherwise;
      case Proto.Real(float value) -> value;
      case Proto.Attribute other -> throw wrong(name, "a float", other);
    };
  }

  String text(String name, String otherwise) {
    return switch (attributes.get(name)) {
      case null -> otherwise;
      case Proto.Text(String value) -> value;
      case Proto.Attribute other -> throw wrong(name, "text", other);
    };
  }

  /// A list of integers that have to fit `int`.
  int[] indices(String name, int... otherwise) {
    return switch (attributes.get(name)) {
      case null -> otherwise.clone();
      case Proto.Ints(List<Long> values) ->
          values.stream().mapToInt(value -> narrow(name, value)).toArray();
      case Proto.Attribute other -> throw wrong(name, "integers", other);
    };
  }

  /// A list of integers, cut to what fits `int`: for bounds, where the largest means "to the end".
  long[] integers(String name, long... otherwise) {
    return switch (attributes.get(name)) {
      case null -> otherwise.clone();
      case Proto.Ints(List<Long> values) -> values.stream().mapToLong(Long::longValue).toArray();
      case Proto.Attribute other -> throw wrong(name, "integers", other);
    };
  }

  float[] reals(String name, float... otherwise) {
    return switch (attributes.get(name)) {
      case null -> otherwise.clone();
      case Proto.Reals(List<Float> values) -> array(values);
      case Proto.Attribute other -> throw wrong(name, "floats", other);
    };
  }

  private static float[] array(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  /// A tensor.
  ///
  /// @throws Refusal if there is none
  Literal tensor(String name) {
    return switch (attributes.get(name)) {
      case null -> throw Refusal.malformed("attribute '%s' is missing", name);
      case Proto.TensorAttribute(Proto.Tensor value) -> decoder.literal(value);
      case Proto.Attribute other -> throw wrong(name, "a tensor", other);
    };
  }

  /// Narrows a number of a file.
  ///
  /// @throws Refusal if it does not fit `int`
  static int narrow(String name, long value) {
    if (value != (int) value) {
      throw Refusal.malformed(
          "'%s' is %,d, which is out of range: expected %,d to %,d",
          name, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return (int) value;
  }

  private static Refusal wrong(String name, String expected, Proto.@Nullable Attribute got) {
    return Refusal.malformed("attribute '%s' must be %s, got %s", name, expected, kind(got));
  }

  private static String kind(Proto.@Nullable Attribute attribute) {
    return switch (attribute) {
      case null -> "nothing";
      case Proto.Real _ -> "a float";
      case Proto.Int _ -> "an integer";
      case Proto.Text _ -> "text";
      case Proto.Reals _ -> "floats";
      case Proto.Ints _ -> "integers";
      case Proto.TensorAttribute _ -> "a tensor";
      case Proto.Other(String type) -> type;
    };
  }
}
