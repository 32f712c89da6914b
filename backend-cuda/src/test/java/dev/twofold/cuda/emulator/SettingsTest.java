package dev.twofold.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.TestDriver;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Devices, memory and faults as a test chooses them.
class SettingsTest {

  private Emulator emulator;

  @BeforeEach
  void prepare() {
    emulator = TestDriver.emulator();
    emulator.reset();
  }

  @AfterEach
  void release() {
    emulator.reset();
  }

  private static int count() {
    int[] count = new int[1];
    Harness.ok(JCudaDriver.cuDeviceGetCount(count));
    return count[0];
  }

  @ParameterizedTest
  @CsvSource({"'0,1,2', 3", "2, 1", "'1,7,0', 1", "'0,-1,1', 1"})
  void visible_listOfDevices_endsAtTheFirstUnknown(String visible, int expected) {
    emulator.set("devices", 3);
    emulator.set("visible", visible);
    Harness.ok(JCudaDriver.cuInit(0));
    assertEquals(expected, count());
  }

  @Test
  void visible_empty_isNoDevice() {
    emulator.set("visible", "");
    assertEquals(CUresult.CUDA_ERROR_NO_DEVICE, JCudaDriver.cuInit(0));
  }

  @Test
  void init_refused_answersTheCode() {
    emulator.set("init", CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH);
    assertEquals(CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, JCudaDriver.cuInit(0));
  }

  @Test
  void set_unknownName_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> emulator.set("colour", 1));
  }

  @Test
  void attributes_ofSettings_areAnswered() {
    emulator.set("capability", 86);
    emulator.set("multiprocessors", 46);
    emulator.set("driver", 12040);
    Harness.ok(JCudaDriver.cuInit(0));
    CUdevice device = Harness.device(0);
    int[] value = new int[1];
    JCudaDriver.cuDeviceGetAttribute(
        value, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device);
    assertEquals(6, value[0]);
    JCudaDriver.cuDeviceGetAttribute(
        value, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, device);
    assertEquals(46, value[0]);
    JCudaDriver.cuDriverGetVersion(value);
    assertEquals(12040, value[0]);
  }

  @Test
  void alloc_moreThanThereIs_isOutOfMemoryAndNothingIsLost() {
    emulator.set("memory", 1000);
    try (Harness harness = new Harness()) {
      DevicePointer most = Harness.allocate(600);
      assertEquals(
          CUresult.CUDA_ERROR_OUT_OF_MEMORY, JCudaDriver.cuMemAlloc(new CUdeviceptr(), 401));
      long[] free = new long[1];
      long[] total = new long[1];
      Harness.ok(JCudaDriver.cuMemGetInfo(free, total));
      assertEquals(400, free[0]);
      assertEquals(1000, total[0]);
      Harness.free(most, Harness.allocate(400));
    }
    assertTrue(emulator.faults().getFirst().contains("401 bytes asked for, 600 of 1000 in use"));
  }

  @Test
  void kernel_memoryOfOtherDevice_isReported() throws IOException {
    emulator.set("devices", 2);
    try (Harness harness = new Harness()) {
      DevicePointer x = Harness.upload(1, 2);
      CUcontext second = new CUcontext();
      Harness.ok(JCudaDriver.cuDevicePrimaryCtxRetain(second, Harness.device(1)));
      Harness.ok(JCudaDriver.cuCtxSetCurrent(second));
      CUmodule module = Harness.module(Harness.resource("planted.ptx"));
      CUfunction copy = Harness.function(module, "copy");
      DevicePointer y = Harness.allocate(8);
      int result = Harness.launch(copy, 1, 32, 0, null, x, y, 2);
      assertEquals(CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, result);
      assertTrue(
          emulator.faults().getFirst().contains("memory of device 0 by a kernel on device 1"));
      Harness.ok(JCudaDriver.cuCtxSetCurrent(harness.context()));
    }
  }

  @Test
  void call_threadWithoutContext_isReported() throws InterruptedException, ExecutionException {
    try (Harness harness = new Harness();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      int alone = other.submit(() -> JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4)).get();
      assertEquals(CUresult.CUDA_ERROR_INVALID_CONTEXT, alone);
      int joined = other.submit(() -> JCudaDriver.cuCtxSetCurrent(harness.context())).get();
      Harness.ok(joined);
    }
    assertTrue(emulator.faults().getFirst().contains("cuCtxSetCurrent is missing"));
  }

  @Test
  void loseDevice_atSecondLaunch_failsThereAndEver() throws IOException {
    try (Harness harness = new Harness()) {
      CUmodule module = Harness.module(Harness.resource("planted.ptx"));
      CUfunction copy = Harness.function(module, "copy");
      DevicePointer x = Harness.upload(1, 2);
      DevicePointer y = Harness.allocate(8);
      emulator.loseDevice(0, CUresult.CUDA_ERROR_ECC_UNCORRECTABLE, 2);
      Harness.ok(Harness.launch(copy, 1, 32, 0, null, x, y, 2));
      int expected = CUresult.CUDA_ERROR_ECC_UNCORRECTABLE;
      assertEquals(expected, Harness.launch(copy, 1, 32, 0, null, x, y, 2));
      assertEquals(expected, JCudaDriver.cuCtxSynchronize());
      assertEquals(expected, JCudaDriver.cuMemFree(x));
    }
  }
}
