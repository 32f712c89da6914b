package dev.twofold.reference;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// A network of one ONNX operator, run by ONNX Runtime: what the definitions are compared with.
/// Integers are INT64 in there and INT32 out here.
final class OnnxNode {

  private static final int OPSET = 21;
  private static final int IR_VERSION = 10;

  private final OnnxMl.NodeProto.Builder node = OnnxMl.NodeProto.newBuilder();
  private final OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("one");
  private final Map<String, Tensor> inputs = new HashMap<>();

  private OnnxNode(String operator) {
    node.setOpType(operator).setName("it");
  }

  static OnnxNode of(String operator) {
    return new OnnxNode(operator);
  }

  private OnnxMl.AttributeProto.Builder attribute(
      String name, OnnxMl.AttributeProto.AttributeType type) {
    return node.addAttributeBuilder().setName(name).setType(type);
  }

  OnnxNode with(String name, int value) {
    attribute(name, OnnxMl.AttributeProto.AttributeType.INT).setI(value);
    return this;
  }

  OnnxNode with(String name, float value) {
    attribute(name, OnnxMl.AttributeProto.AttributeType.FLOAT).setF(value);
    return this;
  }

  OnnxNode with(String name, String value) {
    attribute(name, OnnxMl.AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value));
    return this;
  }

  OnnxNode with(String name, int[] values) {
    OnnxMl.AttributeProto.Builder attribute =
        attribute(name, OnnxMl.AttributeProto.AttributeType.INTS);
    IntStream.of(values).forEach(attribute::addInts);
    return this;
  }

  /// Adds an input of the network.
  OnnxNode input(Tensor tensor) {
    String name = "in" + node.getInputCount();
    boolean floats = tensor.type().type() == DataType.FLOAT32;
    int type =
        (floats ? OnnxMl.TensorProto.DataType.FLOAT : OnnxMl.TensorProto.DataType.INT64)
            .getNumber();
    OnnxMl.TypeProto.Tensor.Builder value =
        graph.addInputBuilder().setName(name).getTypeBuilder().getTensorTypeBuilder();
    value.setElemType(type);
    for (int dim : tensor.shape().dims()) {
      value.getShapeBuilder().addDimBuilder().setDimValue(dim);
    }
    node.addInput(name);
    inputs.put(name, tensor);
    return this;
  }

  /// Adds a fixed list of floats as an input of the node.
  OnnxNode floats(float... values) {
    OnnxMl.TensorProto.Builder tensor = fixed(OnnxMl.TensorProto.DataType.FLOAT, values.length);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return this;
  }

  /// Adds a fixed scalar as an input of the node.
  OnnxNode scalar(float value) {
    floats(value);
    graph.getInitializerBuilder(graph.getInitializerCount() - 1).clearDims();
    return this;
  }

  /// Adds a fixed list of integers as an input of the node.
  OnnxNode longs(long... values) {
    OnnxMl.TensorProto.Builder tensor = fixed(OnnxMl.TensorProto.DataType.INT64, values.length);
    LongStream.of(values).forEach(tensor::addInt64Data);
    return this;
  }

  private OnnxMl.TensorProto.Builder fixed(OnnxMl.TensorProto.DataType type, int length) {
    String name = "in" + node.getInputCount();
    node.addInput(name);
    return graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .addDims(length);
  }

  /// Leaves an optional input out.
  OnnxNode absent() {
    node.addInput("");
    return this;
  }

  /// The only output.
  Tensor run() {
    return run(DataType.FLOAT32).getFirst();
  }

  /// All outputs.
  List<Tensor> run(DataType... outputs) {
    for (int i = 0; i < outputs.length; i++) {
      node.addOutput("out" + i);
      boolean floats = outputs[i] == DataType.FLOAT32;
      graph
          .addOutputBuilder()
          .setName("out" + i)
          .getTypeBuilder()
          .getTensorTypeBuilder()
          .setElemType(
              (floats ? OnnxMl.TensorProto.DataType.FLOAT : OnnxMl.TensorProto.DataType.INT64)
                  .getNumber());
    }
    OnnxMl.ModelProto.Builder model =
        OnnxMl.ModelProto.newBuilder().setIrVersion(IR_VERSION).setGraph(graph.addNode(node));
    model.addOpsetImportBuilder().setVersion(OPSET);
    try {
      return run(model.build().toByteArray(), outputs.length);
    } catch (OrtException e) {
      throw new IllegalStateException(node.toString(), e);
    }
  }

  private List<Tensor> run(byte[] model, int outputs) throws OrtException {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "oracle");
    Map<String, OnnxTensor> given = new HashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        given.put(input.getKey(), tensor(environment, input.getValue()));
      }
      try (OrtSession session = environment.createSession(model, options);
          OrtSession.Result result = session.run(given)) {
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
          tensors.add(tensor(result.get(i)));
        }
        return tensors;
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor) throws OrtException {
    long[] dims = IntStream.of(tensor.shape().dims()).asLongStream().toArray();
    return switch (tensor.type().type()) {
      case FLOAT32 -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.floats()), dims);
      case INT32 -> {
        long[] longs = IntStream.of(tensor.ints()).asLongStream().toArray();
        yield OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), dims);
      }
    };
  }

  private static Tensor tensor(OnnxValue value) throws OrtException {
    OnnxTensor tensor = (OnnxTensor) value;
    Shape shape =
        Shape.of(LongStream.of(tensor.getInfo().getShape()).mapToInt(Math::toIntExact).toArray());
    int length = (int) shape.elements();
    return switch (tensor.getInfo().type) {
      case FLOAT -> {
        float[] floats = new float[length];
        tensor.getFloatBuffer().get(floats);
        yield Tensor.of(shape, floats);
      }
      case INT64 -> {
        long[] longs = new long[length];
        tensor.getLongBuffer().get(longs);
        yield Tensor.ofInts(shape, LongStream.of(longs).mapToInt(Math::toIntExact).toArray());
      }
      default -> throw new IllegalStateException(tensor.getInfo().toString());
    };
  }
}
