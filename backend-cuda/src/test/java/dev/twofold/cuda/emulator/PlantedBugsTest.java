package dev.twofold.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import jcuda.driver.CUresult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each bug that a kernel may have is reported, with a sentence that names it.
class PlantedBugsTest extends PlantedKernels {

  @ParameterizedTest
  @CsvSource({
    "sum3_reads_one_too_many, 700, read of 4 bytes out of bounds: at offset 400 of an allocation",
    "sum3_writes_one_too_many, 700, write of 4 bytes out of bounds: at offset 400 of an allocation",
    "sum3_signed_check, 700, read of 4 bytes out of bounds: 4 bytes before the start",
  })
  void launch_wrongBound_isOutOfBounds(String kernel, int code, String sentence) {
    DevicePointer x = Harness.upload(ramp(100));
    DevicePointer y = Harness.allocate(400);
    assertFault(launch(kernel, 1, 128, 0, x, y, 100), code, sentence);
    assertTrue(
        emulator.faults().getFirst().contains("kernel " + kernel), emulator.faults()::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "reverse_without_barrier, or a barrier is missing",
    "reverse_warp_barrier_only, or a barrier is missing",
    "reverse_barrier_in_branch, race on shared memory at offset",
    "two_barriers, divergent barrier: threads of the block wait here and at PTX line",
    "reads_shared_first, read of uninitialised shared memory at offset",
    "shuffle_in_branch, which takes no part",
  })
  void launch_threadsOutOfStep_isReported(String kernel, String sentence) {
    DevicePointer x = Harness.upload(ramp(128));
    DevicePointer y = Harness.allocate(512);
    assertFault(launch(kernel, 1, 128, 0, x, y), CUresult.CUDA_ERROR_LAUNCH_FAILED, sentence);
  }

  @Test
  void launch_warpWithoutBarrier_isARace() {
    DevicePointer x = Harness.upload(ramp(32));
    DevicePointer y = Harness.allocate(128);
    int result = launch("neighbour_without_barrier", 1, 32, 0, x, y);
    assertFault(result, CUresult.CUDA_ERROR_LAUNCH_FAILED, "race on shared memory");
  }

  @Test
  void launch_returnBeforeBarrier_isADivergentBarrier() {
    DevicePointer x = Harness.upload(ramp(100));
    DevicePointer y = Harness.allocate(400);
    int result = launch("early_return", 1, 128, 0, x, y, 100);
    assertFault(
        result, CUresult.CUDA_ERROR_LAUNCH_FAILED, "28 of the block's 128 threads have returned");
  }

  @Test
  void launch_indexBeyondSharedArray_isOutOfBounds() {
    DevicePointer x = Harness.upload(ramp(32));
    DevicePointer y = Harness.allocate(128);
    int result = launch("overruns_shared", 1, 32, 0, x, y, 1);
    assertFault(result, CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, "lies between two arrays");
  }

  @Test
  void launch_uninitialisedInput_isReported() {
    DevicePointer x = Harness.allocate(400);
    DevicePointer y = Harness.allocate(400);
    int result = launch("copy", 1, 128, 0, x, y, 100);
    assertFault(result, CUresult.CUDA_ERROR_LAUNCH_FAILED, "read of uninitialised device memory");
  }

  @Test
  void launch_misalignedVector_isReported() {
    DevicePointer x = Harness.upload(ramp(20));
    DevicePointer y = Harness.allocate(64);
    int result = launch("copy4", 1, 4, 0, x.address() + 4, y);
    assertFault(result, CUresult.CUDA_ERROR_MISALIGNED_ADDRESS, "16 bytes at offset 4");
  }

  @Test
  void launch_endlessLoop_isStopped() {
    emulator.set("budget", 100_000);
    DevicePointer y = Harness.upload(1, 2);
    int result = launch("endless", 1, 32, 0, y);
    assertFault(result, CUresult.CUDA_ERROR_LAUNCH_TIMEOUT, "an endless loop?");
  }

  @Test
  void launch_blockReadsOtherBlocksResult_isARace() {
    DevicePointer x = Harness.upload(ramp(8));
    DevicePointer y = Harness.upload(new float[8]);
    emulator.set("workers", 1);
    // The order of blocks changes from launch to launch: one of two runs into it.
    int first = launch("chain", 8, 32, 0, x, y);
    int result = first == 0 ? launch("chain", 8, 32, 0, x, y) : first;
    assertFault(result, CUresult.CUDA_ERROR_LAUNCH_FAILED, "race between blocks");
  }

  @Test
  void launch_blocksWriteSameWord_isARace() {
    DevicePointer y = Harness.allocate(4);
    int result = launch("all_write_first", 2, 32, 0, y);
    assertFault(result, CUresult.CUDA_ERROR_LAUNCH_FAILED, "race between blocks: writes");
  }

  @Test
  void copyAsync_withoutWait_isReported() throws IOException {
    DevicePointer x = Harness.upload(ramp(256));
    DevicePointer y = Harness.allocate(1024);
    int result = Harness.launch(newerFunction("async_copy_without_wait"), 1, 64, 0, null, x, y);
    assertFault(result, CUresult.CUDA_ERROR_LAUNCH_FAILED, "copy (cp.async) is not waited for");
  }
}
