package dev.twofold.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.twofold.graph.Model;
import dev.twofold.graph.Value;
import dev.twofold.reference.ReferenceBackendProvider;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/// Compares the reference backend on a model that was read with ONNX Runtime on its file.
final class Oracle {

  private static final double TOLERANCE = 1e-4;

  private Oracle() {}

  /// Reads a file and runs both on the same random input.
  ///
  /// @return the largest difference, which is within the tolerance
  static double assertAgrees(byte[] file, OnnxOptions options) throws Exception {
    Model model = OnnxReader.read("test.onnx", file, options);
    Map<String, Tensor> inputs = random(model, 42);
    Map<String, Tensor> expected = runtime(file, inputs);
    SequencedMap<String, Tensor> actual = reference(model, inputs);
    double largest = 0;
    for (Map.Entry<String, Tensor> output : actual.entrySet()) {
      Tensor wanted = expected.get(output.getKey());
      assertEquals(wanted.shape(), output.getValue().shape(), output.getKey());
      double difference = difference(wanted.floats(), output.getValue().floats());
      double scale = Math.max(1, largest(wanted.floats()));
      assertEquals(0, difference / scale, TOLERANCE, output.getKey());
      largest = Math.max(largest, difference / scale);
    }
    return largest;
  }

  static double assertAgrees(OnnxFile file) throws Exception {
    return assertAgrees(file.bytes(), OnnxOptions.DEFAULTS);
  }

  static SequencedMap<String, Tensor> reference(Model model, Map<String, Tensor> inputs) {
    Backends backends = Backends.of(List.of(new ReferenceBackendProvider()));
    try (Program program = backends.compile(model)) {
      return program.run(inputs);
    }
  }

  static Map<String, Tensor> random(Model model, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Value input : model.graph().inputs()) {
      Tensor tensor = Tensor.zeros(input.type());
      for (int i = 0; i < tensor.floats().length; i++) {
        tensor.floats()[i] = random.nextFloat() * 2 - 1;
      }
      tensors.put(input.name(), tensor);
    }
    return tensors;
  }

  static Map<String, Tensor> runtime(byte[] file, Map<String, Tensor> inputs) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file, options)) {
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
          given.put(input.getKey(), tensor(environment, input.getValue()));
        }
        try (OrtSession.Result result = session.run(given)) {
          return tensors(result);
        }
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor) throws OrtException {
    long[] dims = Arrays.stream(tensor.shape().dims()).asLongStream().toArray();
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.floats()), dims);
  }

  private static Map<String, Tensor> tensors(OrtSession.Result result) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    result.forEach(entry -> {
      OnnxTensor value = (OnnxTensor) entry.getValue();
      int[] dims = Arrays.stream(value.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
      float[] floats = new float[value.getFloatBuffer().remaining()];
      value.getFloatBuffer().get(floats);
      tensors.put(entry.getKey(), Tensor.of(Shape.of(dims), floats));
    });
    return tensors;
  }

  private static double difference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
      }
    }
    return largest;
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
