package dev.twofold.onnx;

import java.util.Arrays;

/// Known tensors that come from attributes rather than from other tensors.
final class FoldedSources {

  private FoldedSources() {}

  static Literal constant(Call call) {
    Attributes attributes = call.attributes();
    if (attributes.has("value")) {
      return attributes.tensor("value");
    }
    if (attributes.has("value_float")) {
      float[] value = {attributes.real("value_float", 0)};
      return Literal.of(ElementType.FLOAT, new int[0], value);
    }
    if (attributes.has("value_int")) {
      long[] value = {attributes.integer("value_int", 0)};
      return Literal.of(ElementType.INT64, new int[0], value);
    }
    if (attributes.has("value_floats")) {
      float[] values = attributes.reals("value_floats");
      return Literal.of(ElementType.FLOAT, new int[] {values.length}, values);
    }
    if (attributes.has("value_ints")) {
      return Literal.ofLongs(attributes.integers("value_ints"));
    }
    throw Refusal.unsupported("a constant without a tensor or numbers is not supported");
  }

  static Literal constantOfShape(Call call) {
    int[] dims = call.knownIndices(0, "shape");
    int elements = call.charge(dims);
    Literal value =
        call.attributes().has("value")
            ? call.attributes().tensor("value")
            : Literal.of(ElementType.FLOAT, new int[] {1}, new float[1]);
    if (value.type().isFloat()) {
      float[] floats = new float[elements];
      Arrays.fill(floats, value.scalar());
      return Literal.of(value.type(), dims, floats);
    }
    value.scalar();
    long[] longs = new long[elements];
    Arrays.fill(longs, value.longs()[0]);
    return Literal.of(value.type(), dims, longs);
  }

  static Literal range(Call call) {
    ElementType type = call.type(0);
    double start = number(call, 0);
    double step = number(call, 2);
    double count = Math.max(0, Math.ceil((number(call, 1) - start) / step));
    if (!(count <= Integer.MAX_VALUE - 8)) {
      throw Refusal.malformed("a range of %s numbers does not fit", count);
    }
    int elements = call.charge((int) count);
    int[] dims = {elements};
    if (type.isFloat()) {
      float[] floats = new float[elements];
      for (int i = 0; i < elements; i++) {
        floats[i] = (float) (start + i * step);
      }
      return Literal.of(type, dims, floats);
    }
    long[] longs = new long[elements];
    Arrays.setAll(longs, i -> (long) (start + i * step));
    return Literal.of(type, dims, longs);
  }

  private static double number(Call call, int input) {
    Literal literal = call.known(input, "bound");
    float number = literal.scalar();
    return literal.type().isFloat() ? number : literal.longs()[0];
  }
}
