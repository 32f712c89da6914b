package dev.twofold.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// The same network, written as ONNX with the same weights, on ONNX Runtime with its default options
/// and a given number of threads. The input lies in a direct buffer that it reads without copying.
final class OnnxRuntimeRunner implements Runner {

  private final OrtSession session;
  private final OnnxTensor input;
  private final Map<String, OnnxTensor> inputs;
  private OrtSession.Result result;

  /// Opens a session.
  private interface Opener {
    OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  OnnxRuntimeRunner(byte[] network, Tensor input, int threads) throws OrtException {
    this((environment, options) -> environment.createSession(network, options), input, threads);
  }

  OnnxRuntimeRunner(Path network, Tensor input, int threads) throws OrtException {
    this(
        (environment, options) -> environment.createSession(network.toString(), options),
        input,
        threads);
  }

  private OnnxRuntimeRunner(Opener opener, Tensor input, int threads) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      this.session = opener.open(environment, options);
    }
    FloatBuffer direct =
        ByteBuffer.allocateDirect(input.floats().length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(input.floats())
            .flip();
    long[] shape = Arrays.stream(input.shape().dims()).asLongStream().toArray();
    this.input = OnnxTensor.createTensor(environment, direct, shape);
    this.inputs = Map.of(session.getInputNames().iterator().next(), this.input);
    this.result = session.run(inputs);
  }

  @Override
  public void run() {
    try {
      result.close();
      result = session.run(inputs);
    } catch (OrtException e) {
      throw new IllegalStateException("the peer failed: " + e.getMessage(), e);
    }
  }

  @Override
  public Tensor output() {
    OnnxTensor tensor = (OnnxTensor) result.get(0);
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    int[] dims = Arrays.stream(tensor.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
    return Tensor.of(Shape.of(dims), values);
  }

  @Override
  public void close() {
    result.close();
    input.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the peer failed: " + e.getMessage(), e);
    }
  }
}
