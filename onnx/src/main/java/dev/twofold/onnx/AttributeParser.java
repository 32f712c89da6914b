package dev.twofold.onnx;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// Reads the attributes of nodes.
final class AttributeParser {

  /*
   * The message has one field per type of value and a field that tells the type. Files from before IR
   * version 2 leave the latter out; the field that is there tells the type then. An empty list is told
   * by the type alone.
   */

  private static final int OBJECT_BYTES = 256;

  private final Source source;
  private final ProtoParser tensors;

  AttributeParser(Source source, ProtoParser tensors) {
    this.source = source;
    this.tensors = tensors;
  }

  /// Reads one attribute into a node's.
  void parse(WireReader reader, Map<String, Proto.Attribute> attributes) {
    source.budget().charge(OBJECT_BYTES);
    String name = "";
    long type = 0;
    long seen = 0;
    float real = 0;
    long integer = 0;
    String text = "";
    List<Proto.Tensor> tensor = List.of();
    DoubleStream.Builder reals = DoubleStream.builder();
    LongStream.Builder ints = LongStream.builder();
    while (reader.next()) {
      int field = reader.field();
      switch (field) {
        case 1 -> name = reader.text();
        case 2 -> real = reader.real();
        case 3 -> integer = reader.number();
        case 4 -> text = reader.text();
        case 5 -> tensor = List.of(tensors.tensor(reader.span()));
        case 7 -> reader.reals(reals);
        case 8 -> reader.numbers(ints);
        case 20 -> type = reader.number();
        case 21 -> throw reader.error("attributes of functions are not supported");
        default -> reader.skip();
      }
      seen = field >= 2 && field <= 12 ? field : seen;
    }
    attributes.put(
        name,
        switch ((int) Math.clamp(type(type, seen), 0L, 99L)) {
          case 1 -> new Proto.Real(real);
          case 2 -> new Proto.Int(integer);
          case 3 -> new Proto.Text(text);
          case 4 ->
              tensor.isEmpty()
                  ? new Proto.Other("a tensor that is missing")
                  : new Proto.TensorAttribute(tensor.getFirst());
          case 5 -> new Proto.Other("a graph");
          case 6 -> new Proto.Reals(reals.build().mapToObj(value -> (float) value).toList());
          case 7 -> new Proto.Ints(ints.build().boxed().toList());
          default -> new Proto.Other("of type " + type);
        });
  }

  /// The code of an attribute's type, derived from the field that was seen where it is not told.
  private static long type(long told, long field) {
    if (told != 0) {
      return told;
    }
    return switch ((int) field) {
      case 2, 3, 4, 5, 6 -> field - 1;
      case 7 -> 6;
      case 8 -> 7;
      default -> 0;
    };
  }
}
