package dev.twofold.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Reads a file's messages down to nodes and tensor descriptions; attributes are left to
/// [AttributeParser], elements of tensors to [TensorDecoder].
final class ProtoParser {

  /// Estimates of what a node and everything built from it later costs on the heap, in bytes.
  private static final int NODE_BYTES = 4096;

  private static final int OBJECT_BYTES = 256;

  private final Source source;

  ProtoParser(Source source) {
    this.source = source;
  }

  /// Reads the whole file.
  ///
  /// @throws OnnxException if it is no ONNX file or damaged
  Proto.Model model() {
    long size = source.bytes().byteSize();
    if (size == 0) {
      throw source.error(0, "the file is empty");
    }
    WireReader reader = new WireReader(source, new Span(0, size), "ModelProto");
    Map<String, Long> opsets = new HashMap<>();
    List<Proto.Graph> graphs = new ArrayList<>(1);
    Map<String, String> metadata = new LinkedHashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 7 -> graphs.add(graph(reader.message("GraphProto")));
        case 8 -> opset(reader.message("OperatorSetIdProto"), opsets);
        case 14 -> entry(reader.message("StringStringEntryProto"), metadata);
        default -> reader.skip();
      }
    }
    if (graphs.size() != 1) {
      throw source.error(
          0, Text.of("expected an ONNX file with one graph, found %d graphs", graphs.size()));
    }
    return new Proto.Model(opsets, graphs.getFirst(), metadata);
  }

  private void opset(WireReader reader, Map<String, Long> opsets) {
    source.budget().charge(OBJECT_BYTES);
    String domain = "";
    long version = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> domain = reader.text();
        case 2 -> version = reader.number();
        default -> reader.skip();
      }
    }
    opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
  }

  private Proto.Graph graph(WireReader reader) {
    source.budget().charge(OBJECT_BYTES);
    Proto.Graph graph =
        new Proto.Graph(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> graph.nodes().add(node(reader));
        case 5 -> graph.initializers().add(tensor(reader.span()));
        case 11 -> graph.inputs().add(valueInfo(reader.message("ValueInfoProto")));
        case 12 -> graph.outputs().add(valueInfo(reader.message("ValueInfoProto")));
        case 15 -> throw reader.error("sparse initializers are not supported");
        default -> reader.skip();
      }
    }
    return graph;
  }

  private Proto.Node node(WireReader parent) {
    long offset = parent.offset();
    source.budget().at(offset);
    source.budget().charge(NODE_BYTES);
    WireReader reader = parent.message("NodeProto");
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Proto.Attribute> attributes = new HashMap<>();
    AttributeParser attributeParser = new AttributeParser(source, this);
    String name = "";
    String operator = "";
    String domain = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> inputs.add(reader.text());
        case 2 -> outputs.add(reader.text());
        case 3 -> name = reader.text();
        case 4 -> operator = reader.text();
        case 5 -> attributeParser.parse(reader.message("AttributeProto"), attributes);
        case 7 -> domain = reader.text();
        default -> reader.skip();
      }
    }
    if (operator.isEmpty()) {
      throw source.error(offset, "a node names no operator");
    }
    return new Proto.Node(operator, domain, name, inputs, outputs, attributes, offset);
  }

  /// Reads a tensor's description.
  Proto.Tensor tensor(Span span) {
    source.budget().at(span.offset());
    source.budget().charge(2 * OBJECT_BYTES);
    WireReader reader = new WireReader(source, span, "TensorProto");
    LongStream.Builder dims = LongStream.builder();
    Map<String, String> external = new HashMap<>();
    boolean isExternal = false;
    String name = "";
    long type = 0;
    Span raw = new Span(span.offset(), -1);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> reader.numbers(dims);
        case 2 -> type = reader.number();
        case 3 -> throw reader.error("tensors in segments are not supported");
        case 8 -> name = reader.text();
        case 9 -> raw = reader.span();
        case 13 -> entry(reader.message("StringStringEntryProto"), external);
        case 14 -> isExternal = reader.number() == 1;
        default -> reader.skip();
      }
    }
    if (isExternal && !external.containsKey("location")) {
      throw source.error(span.offset(), "tensor '" + name + "' is external without a location");
    }
    List<Long> extents = dims.build().boxed().toList();
    return new Proto.Tensor(name, type, extents, span, raw, isExternal ? external : Map.of());
  }

  private void entry(WireReader reader, Map<String, String> entries) {
    source.budget().charge(OBJECT_BYTES);
    String key = "";
    String value = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.text();
        case 2 -> value = reader.text();
        default -> reader.skip();
      }
    }
    entries.put(key, value);
  }

  private Proto.ValueInfo valueInfo(WireReader reader) {
    source.budget().at(reader.offset());
    source.budget().charge(NODE_BYTES);
    String name = "";
    Proto.ValueInfo info = new Proto.ValueInfo("", 0, List.of(), false);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.text();
        case 2 -> info = type(reader.message("TypeProto"));
        default -> reader.skip();
      }
    }
    return new Proto.ValueInfo(name, info.type(), info.dims(), info.shaped());
  }

  private Proto.ValueInfo type(WireReader reader) {
    Proto.ValueInfo info = new Proto.ValueInfo("", 0, List.of(), false);
    while (reader.next()) {
      if (reader.field() == 1) {
        info = tensorType(reader.message("TypeProto.Tensor"));
      } else {
        reader.skip();
      }
    }
    return info;
  }

  private Proto.ValueInfo tensorType(WireReader reader) {
    long element = 0;
    boolean shaped = false;
    List<Proto.Dim> dims = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> element = reader.number();
        case 2 -> {
          shaped = true;
          shape(reader.message("TensorShapeProto"), dims);
        }
        default -> reader.skip();
      }
    }
    return new Proto.ValueInfo("", element, dims, shaped);
  }

  private void shape(WireReader reader, List<Proto.Dim> dims) {
    while (reader.next()) {
      if (reader.field() == 1) {
        dims.add(dim(reader.message("TensorShapeProto.Dimension")));
      } else {
        reader.skip();
      }
    }
  }

  private Proto.Dim dim(WireReader reader) {
    source.budget().charge(OBJECT_BYTES);
    long extent = -1;
    String name = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> extent = Math.max(reader.number(), -1);
        case 2 -> name = reader.text();
        default -> reader.skip();
      }
    }
    return new Proto.Dim(extent, name);
  }
}
