package dev.twofold.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUgraph;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;

/// Each bug of the host around a right kernel is reported, with a sentence that names it.
class HostBugsTest extends PlantedKernels {

  @Test
  void launch_outputOneFloatShort_isOutOfBounds() {
    DevicePointer x = Harness.upload(ramp(100));
    DevicePointer y = Harness.allocate(396);
    int result = launch("copy", 1, 128, 0, x, y, 100);
    assertFault(
        result, CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, "at offset 396 of an allocation of 396 bytes");
  }

  @Test
  void copy_afterGridTooSmall_readsUninitialised() {
    DevicePointer x = Harness.upload(ramp(100));
    DevicePointer y = Harness.allocate(400);
    Harness.ok(launch("copy", 1, 64, 0, x, y, 100));
    int result = Harness.download(new float[100], y);
    assertFault(result, CUresult.CUDA_ERROR_INVALID_VALUE, "byte 256 of 400 was never written");
  }

  @Test
  void launch_blockAboveBounds_isRefused() {
    DevicePointer x = Harness.upload(ramp(256));
    DevicePointer y = Harness.allocate(1024);
    int result = launch("reverse", 1, 256, 0, x, y);
    assertFault(result, CUresult.CUDA_ERROR_INVALID_VALUE, "a block of 256 threads is too large");
  }

  @Test
  void launch_blockAboveDeviceLimit_isRefused() {
    DevicePointer x = Harness.upload(ramp(1));
    int result = launch("copy", 1, 1025, 0, x, x, 1);
    assertFault(result, CUresult.CUDA_ERROR_INVALID_VALUE, "outside of the device's limits");
  }

  @Test
  void launch_noSharedMemory_isRefused() {
    DevicePointer x = Harness.upload(ramp(128));
    DevicePointer y = Harness.allocate(512);
    int result = launch("reverse_dynamic", 1, 128, 0, x, y);
    assertFault(result, CUresult.CUDA_ERROR_INVALID_VALUE, "but the launch gives it 0 bytes");
  }

  @Test
  void launch_sharedMemoryTooShort_isOutOfBounds() {
    DevicePointer x = Harness.upload(ramp(128));
    DevicePointer y = Harness.allocate(512);
    int result = launch("reverse_dynamic", 1, 128, 508, x, y);
    assertFault(result, CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, "4 bytes at offset 508 of 508");
  }

  @Test
  void launch_afterFree_isUseAfterFree() {
    DevicePointer x = Harness.upload(ramp(100));
    DevicePointer y = Harness.allocate(400);
    Harness.free(x);
    int result = launch("copy", 1, 128, 0, x, y, 100);
    assertFault(result, CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, "was freed (use after free)");
  }

  @Test
  void free_twice_isRefused() {
    DevicePointer x = Harness.upload(ramp(1));
    Harness.free(x);
    int result = JCudaDriver.cuMemFree(x);
    assertFault(result, CUresult.CUDA_ERROR_INVALID_VALUE, "double free");
  }

  @Test
  void launch_hostPointer_isReported() {
    DevicePointer y = Harness.allocate(400);
    int result = launch("copy", 1, 128, 0, 0x7f12_3456_7890L, y, 100);
    assertFault(result, CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, "where nothing was ever allocated");
  }

  @Test
  void copy_withoutWaiting_readsUninitialised() {
    DevicePointer x = Harness.upload(ramp(100));
    DevicePointer y = Harness.allocate(400);
    CUstream stream = Harness.stream();
    Harness.ok(Harness.launch(function("copy"), 1, 128, 0, stream, x, y, 100));
    int result = Harness.download(new float[100], y);
    assertFault(result, CUresult.CUDA_ERROR_INVALID_VALUE, "a wait that is missing?");
  }

  @Test
  void pinnedMemory_readWithoutWaiting_holdsNoResult() {
    DevicePointer x = Harness.upload(1, 2);
    CUstream stream = Harness.stream();
    Pointer host = new Pointer();
    Harness.ok(JCudaDriver.cuMemHostAlloc(host, 8, 0));
    Harness.ok(JCudaDriver.cuMemcpyDtoHAsync(host, x, 8, stream));
    float[] seen = new float[2];
    host.getByteBuffer(0, 8).order(ByteOrder.nativeOrder()).asFloatBuffer().get(seen);
    assertTrue(Float.isNaN(seen[0]), "the copy waits for somebody to wait for it");
    Harness.ok(JCudaDriver.cuStreamSynchronize(stream));
    host.getByteBuffer(0, 8).order(ByteOrder.nativeOrder()).asFloatBuffer().get(seen);
    assertArrayEquals(new float[] {1, 2}, seen);
  }

  @Test
  void capture_heapArray_isRefused() {
    DevicePointer y = Harness.upload(1, 2, 3);
    CUstream stream = Harness.stream();
    int mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
    Harness.ok(JCudaDriver.cuStreamBeginCapture(stream, mode));
    Pointer heap = Pointer.to(new float[3]);
    int result = JCudaDriver.cuMemcpyDtoHAsync(heap, y, 12, stream);
    assertFault(result, CUresult.CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "pageable host memory");
    assertNotEquals(0, JCudaDriver.cuStreamEndCapture(stream, new CUgraph()));
  }

  @Test
  void capture_allocationMeanwhile_isRefused() {
    CUstream stream = Harness.stream();
    int mode = CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL;
    Harness.ok(JCudaDriver.cuStreamBeginCapture(stream, mode));
    int result = JCudaDriver.cuMemAlloc(new CUdeviceptr(), 16);
    assertFault(
        result, CUresult.CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "cuMemAlloc is not permitted");
  }

  @Test
  void leaks_whatWasNotReleased_isListed() {
    Harness.allocate(400);
    Harness.stream();
    String leaks = String.join("; ", emulator.leaks());
    assertTrue(leaks.contains("device memory of 400 bytes on device 0"), leaks);
    assertTrue(leaks.contains("1 streams"), leaks);
    assertTrue(leaks.contains("1 modules"), leaks);
  }

  @Test
  void call_afterFaultOfKernel_answersTheSameFault() {
    DevicePointer x = Harness.upload(ramp(100));
    DevicePointer y = Harness.allocate(396);
    launch("copy", 1, 128, 0, x, y, 100);
    int expected = CUresult.CUDA_ERROR_ILLEGAL_ADDRESS;
    assertEquals(expected, JCudaDriver.cuMemAlloc(new CUdeviceptr(), 16));
    assertEquals(expected, JCudaDriver.cuCtxSynchronize());
    assertEquals(expected, JCudaDriver.cuMemFree(x), "frees, and tells of the fault");
    harness.close();
    harness = new Harness();
    Harness.free(Harness.upload(1));
  }
}
