package dev.twofold.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Streams keep their order, events join them, graphs replay what was captured.
class StreamsAndGraphsTest extends PlantedKernels {

  private CUfunction copy;

  @BeforeEach
  void findKernel() {
    copy = function("copy");
  }

  private static Pointer pinned(int floats) {
    Pointer pointer = new Pointer();
    Harness.ok(JCudaDriver.cuMemHostAlloc(pointer, floats * 4L, 0));
    return pointer;
  }

  private static FloatBuffer floats(Pointer pointer, int count) {
    return pointer.getByteBuffer(0, count * 4L).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  @Test
  void graph_replayedWithNewInput_givesNewResult() {
    CUstream stream = Harness.stream();
    Pointer in = pinned(2);
    Pointer out = pinned(2);
    DevicePointer x = Harness.allocate(8);
    DevicePointer y = Harness.allocate(8);
    int mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
    Harness.ok(JCudaDriver.cuStreamBeginCapture(stream, mode));
    Harness.ok(JCudaDriver.cuMemcpyHtoDAsync(x, in, 8, stream));
    Harness.ok(Harness.launch(copy, 1, 32, 0, stream, x, y, 2));
    Harness.ok(JCudaDriver.cuMemcpyDtoHAsync(out, y, 8, stream));
    CUgraph graph = new CUgraph();
    Harness.ok(JCudaDriver.cuStreamEndCapture(stream, graph));
    CUgraphExec replay = new CUgraphExec();
    Harness.ok(JCudaDriver.cuGraphInstantiate(replay, graph, 0));
    Harness.ok(JCudaDriver.cuGraphDestroy(graph));
    Harness.ok(JCudaDriver.cuGraphUpload(replay, stream));
    assertEquals(0, emulator.totals().get("launches"), "capture runs nothing");
    for (int round = 1; round <= 3; round++) {
      floats(in, 2).put(new float[] {round, -round});
      Harness.ok(JCudaDriver.cuGraphLaunch(replay, stream));
      Harness.ok(JCudaDriver.cuStreamSynchronize(stream));
      float[] seen = new float[2];
      floats(out, 2).get(seen);
      assertArrayEquals(new float[] {round, -round}, seen);
    }
    Harness.ok(JCudaDriver.cuGraphExecDestroy(replay));
    assertEquals(3, emulator.totals().get("launches"));
    assertEquals(List.of(), emulator.faults());
  }

  @Test
  void waitEvent_acrossStreams_orders() {
    CUstream first = Harness.stream();
    CUstream second = Harness.stream();
    DevicePointer x = Harness.upload(1, 2);
    DevicePointer y = Harness.allocate(8);
    DevicePointer z = Harness.allocate(8);
    CUevent event = new CUevent();
    Harness.ok(JCudaDriver.cuEventCreate(event, 0));
    Harness.ok(Harness.launch(copy, 1, 32, 0, first, x, y, 2));
    Harness.ok(JCudaDriver.cuEventRecord(event, first));
    Harness.ok(JCudaDriver.cuStreamWaitEvent(second, event, 0));
    Harness.ok(Harness.launch(copy, 1, 32, 0, second, y, z, 2));
    Harness.ok(JCudaDriver.cuStreamSynchronize(second));
    float[] seen = new float[2];
    Harness.ok(Harness.download(seen, z));
    assertArrayEquals(new float[] {1, 2}, seen);
  }

  @Test
  void otherStream_withoutEvent_readsUninitialised() {
    CUstream first = Harness.stream();
    CUstream second = Harness.stream();
    DevicePointer x = Harness.upload(1, 2);
    DevicePointer y = Harness.allocate(8);
    DevicePointer z = Harness.allocate(8);
    Harness.ok(Harness.launch(copy, 1, 32, 0, first, x, y, 2));
    Harness.ok(Harness.launch(copy, 1, 32, 0, second, y, z, 2));
    int expected = CUresult.CUDA_ERROR_LAUNCH_FAILED;
    assertEquals(expected, JCudaDriver.cuStreamSynchronize(second));
    assertTrue(emulator.faults().getFirst().contains("uninitialised device memory"));
  }

  @Test
  void streamQuery_workQueued_isNotReadyThenReady() {
    CUstream stream = Harness.stream();
    DevicePointer x = Harness.upload(1, 2);
    DevicePointer y = Harness.allocate(8);
    Harness.ok(Harness.launch(copy, 1, 32, 0, stream, x, y, 2));
    assertEquals(CUresult.CUDA_ERROR_NOT_READY, JCudaDriver.cuStreamQuery(stream));
    Harness.ok(JCudaDriver.cuStreamQuery(stream));
  }

  @Test
  void pageableUpload_changedAfterwards_keepsTheFirstValues() {
    CUstream stream = Harness.stream();
    DevicePointer x = Harness.allocate(8);
    float[] values = {1, 2};
    Harness.ok(JCudaDriver.cuMemcpyHtoDAsync(x, Pointer.to(values), 8, stream));
    values[0] = 9;
    Harness.ok(JCudaDriver.cuStreamSynchronize(stream));
    float[] seen = new float[2];
    Harness.ok(Harness.download(seen, x));
    assertArrayEquals(new float[] {1, 2}, seen);
  }

  @Test
  void destroyedStream_used_isAnInvalidHandle() {
    CUstream stream = Harness.stream();
    Harness.ok(JCudaDriver.cuStreamDestroy(stream));
    int result = JCudaDriver.cuStreamSynchronize(stream);
    assertEquals(CUresult.CUDA_ERROR_INVALID_HANDLE, result);
    assertTrue(emulator.faults().getFirst().contains("is no live stream"));
  }
}
