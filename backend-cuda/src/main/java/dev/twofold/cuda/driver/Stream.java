package dev.twofold.cuda.driver;

import jcuda.driver.CUgraph;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/// Work of a device, done in the order in which it was given.
public final class Stream extends Resource {

  private final CUstream stream;

  private Stream(Context context, CUstream stream) {
    super(context, "a stream", () -> JCudaDriver.cuStreamDestroy(stream));
    this.stream = stream;
  }

  /// Makes a stream that waits for no other, not even the default one.
  static Stream create(Context context) {
    context.use();
    CUstream stream = new CUstream();
    context.check(
        JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
        "cuStreamCreate");
    return new Stream(context, stream);
  }

  /// Copies from pinned memory to the device.
  ///
  /// @param bytes how many
  /// @throws dev.twofold.spi.BackendException if the driver refuses
  public void upload(PinnedBuffer from, long at, DeviceBuffer to, long offset, long bytes) {
    int code = JCudaDriver.cuMemcpyHtoDAsync(to.at(offset), from.at(at), bytes, used());
    check(code, "cuMemcpyHtoDAsync", bytes);
  }

  /// Copies from the device to pinned memory.
  ///
  /// @param bytes how many
  /// @throws dev.twofold.spi.BackendException if the driver refuses
  public void download(DeviceBuffer from, long offset, PinnedBuffer to, long at, long bytes) {
    int code = JCudaDriver.cuMemcpyDtoHAsync(to.at(at), from.at(offset), bytes, used());
    check(code, "cuMemcpyDtoHAsync", bytes);
  }

  private void check(int code, String call, long bytes) {
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(code, context().name(), "%s of %d bytes".formatted(call, bytes));
    }
  }

  /// Launches a kernel.
  ///
  /// @param sharedBytes dynamic shared memory of a block, in bytes
  /// @throws dev.twofold.spi.BackendException if the driver refuses
  public void launch(
      KernelFunction kernel, Extent grid, Extent block, int sharedBytes, Parameters parameters) {
    int code =
        JCudaDriver.cuLaunchKernel(
            kernel.handle(),
            grid.x(),
            grid.y(),
            grid.z(),
            block.x(),
            block.y(),
            block.z(),
            sharedBytes,
            used(),
            null,
            parameters.extra());
    if (code != CUresult.CUDA_SUCCESS) {
      throw Failure.of(
          code,
          context().name(),
          "cuLaunchKernel of '%s' with %s blocks of %s threads, %d bytes of shared memory, %d of"
                  .formatted(kernel.entry(), grid, block, sharedBytes, parameters.bytes())
              + " parameters");
    }
  }

  /// Notes a point in this stream's work.
  ///
  /// @throws dev.twofold.spi.BackendException if the driver refuses
  public void record(Timestamp timestamp) {
    CUstream used = used();
    context().check(JCudaDriver.cuEventRecord(timestamp.event(), used), "cuEventRecord");
  }

  /// Replays a graph.
  ///
  /// @throws dev.twofold.spi.BackendException if the driver refuses
  public void launch(ExecutableGraph graph) {
    CUstream used = used();
    context().check(JCudaDriver.cuGraphLaunch(graph.handle(), used), "cuGraphLaunch");
  }

  /// Waits until all work is done.
  ///
  /// @throws dev.twofold.spi.BackendException if some of it failed
  public void await() {
    CUstream used = used();
    context().check(JCudaDriver.cuStreamSynchronize(used), "cuStreamSynchronize");
  }

  /// Records what is given to this stream instead of doing it.
  ///
  /// @param work gives the stream its work
  /// @return the work, to be done any number of times
  /// @throws dev.twofold.spi.BackendException if the driver refuses
  public ExecutableGraph capture(Runnable work) {
    CUstream used = used();
    Context context = context();
    context.check(
        JCudaDriver.cuStreamBeginCapture(
            used, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
        "cuStreamBeginCapture");
    CUgraph graph = new CUgraph();
    boolean recorded = false;
    int code;
    try {
      work.run();
      recorded = true;
    } finally {
      code = JCudaDriver.cuStreamEndCapture(used, graph);
      if (!recorded && code == CUresult.CUDA_SUCCESS) {
        JCudaDriver.cuGraphDestroy(graph);
      }
    }
    context.check(code, "cuStreamEndCapture");
    return ExecutableGraph.of(context, graph, used);
  }

  private CUstream used() {
    context().use();
    return stream;
  }
}
