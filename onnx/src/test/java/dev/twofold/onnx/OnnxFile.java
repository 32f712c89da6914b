package dev.twofold.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import com.google.protobuf.ByteString;
import dev.twofold.graph.Model;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Builds ONNX files for tests with the classes generated from ONNX's own schema.
final class OnnxFile {

  private final OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.newBuilder();
  private final OnnxMl.GraphProto.Builder graph = model.getGraphBuilder();

  private OnnxFile() {}

  static OnnxFile opset(int version) {
    OnnxFile file = new OnnxFile();
    file.model.setIrVersion(8).addOpsetImportBuilder().setVersion(version);
    file.graph.setName("test");
    return file;
  }

  static OnnxFile of(byte[] bytes) throws Exception {
    OnnxFile file = new OnnxFile();
    file.model.mergeFrom(bytes);
    return file;
  }

  OnnxMl.ModelProto.Builder model() {
    return model;
  }

  OnnxMl.GraphProto.Builder graph() {
    return graph;
  }

  /// An input of floats; extents are numbers or, where open, names.
  OnnxFile input(String name, Object... dims) {
    return input(name, TensorProto.DataType.FLOAT, dims);
  }

  OnnxFile input(String name, TensorProto.DataType type, Object... dims) {
    TypeProto.Tensor.Builder tensor =
        graph
            .addInputBuilder()
            .setName(name)
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .setElemType(type.getNumber());
    tensor.getShapeBuilder();
    for (Object dim : dims) {
      var builder = tensor.getShapeBuilder().addDimBuilder();
      if (dim instanceof Number number) {
        builder.setDimValue(number.longValue());
      } else {
        builder.setDimParam(dim.toString());
      }
    }
    return this;
  }

  OnnxFile output(String... names) {
    for (String name : names) {
      graph
          .addOutputBuilder()
          .setName(name)
          .getTypeBuilder()
          .getTensorTypeBuilder()
          .setElemType(TensorProto.DataType.FLOAT_VALUE);
    }
    return this;
  }

  OnnxFile weight(String name, long[] dims, float... values) {
    graph.addInitializer(tensor(name, dims, values));
    return this;
  }

  /// Weights with small integer values, so that sums are exact.
  OnnxFile weight(String name, long... dims) {
    float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 7 % 5 - 2;
    }
    return weight(name, dims, values);
  }

  OnnxFile longs(String name, long... values) {
    graph.addInitializer(longTensor(name, values));
    return this;
  }

  /// Integers of 8 bits, INT8 or UINT8 by their code.
  OnnxFile bytes(String name, int type, long[] dims, int... values) {
    TensorProto.Builder tensor = graph.addInitializerBuilder().setName(name).setDataType(type);
    Arrays.stream(dims).forEach(tensor::addDims);
    Arrays.stream(values).forEach(tensor::addInt32Data);
    return this;
  }

  /// A list of INT32.
  OnnxFile ints(String name, int... values) {
    return bytes(name, TensorProto.DataType.INT32_VALUE, new long[] {values.length}, values);
  }

  static TensorProto longTensor(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    return tensor.build();
  }

  static TensorProto tensor(String name, long[] dims, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .setRawData(ByteString.copyFrom(raw.flip()));
    Arrays.stream(dims).forEach(tensor::addDims);
    return tensor.build();
  }

  OnnxFile constant(String output, TensorProto value) {
    return node("Constant", "", List.of(), List.of(output), attribute("value", value));
  }

  /// A node named after its output.
  OnnxFile node(String operator, List<String> inputs, String output, AttributeProto... attributes) {
    return node(operator, output, inputs, List.of(output), attributes);
  }

  OnnxFile node(
      String operator,
      String name,
      List<String> inputs,
      List<String> outputs,
      AttributeProto... attributes) {
    graph
        .addNodeBuilder()
        .setOpType(operator)
        .setName(name)
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addAllAttribute(List.of(attributes));
    return this;
  }

  static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    switch (value) {
      case Integer i -> attribute.setType(AttributeProto.AttributeType.INT).setI(i);
      case Float f -> attribute.setType(AttributeProto.AttributeType.FLOAT).setF(f);
      case String s ->
          attribute.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(s));
      case TensorProto t -> attribute.setType(AttributeProto.AttributeType.TENSOR).setT(t);
      case float[] floats -> {
        attribute.setType(AttributeProto.AttributeType.FLOATS);
        for (float f : floats) {
          attribute.addFloats(f);
        }
      }
      case long[] longs -> {
        attribute.setType(AttributeProto.AttributeType.INTS);
        Arrays.stream(longs).forEach(attribute::addInts);
      }
      default -> throw new IllegalArgumentException(name);
    }
    return attribute.build();
  }

  static AttributeProto ints(String name, long... values) {
    return attribute(name, values);
  }

  /// Makes every float tensor that a node produces an output of the network.
  OnnxFile exposeAll(Set<String> hidden) {
    Set<String> known = new HashSet<>(hidden);
    graph.getOutputList().forEach(output -> known.add(output.getName()));
    for (OnnxMl.NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && !node.getOpType().equals("Constant") && known.add(output)) {
          output(output);
        }
      }
    }
    return this;
  }

  byte[] bytes() {
    return model.build().toByteArray();
  }

  Model read() {
    return read(OnnxOptions.DEFAULTS);
  }

  Model read(OnnxOptions options) {
    return OnnxReader.read("test.onnx", bytes(), options);
  }
}
