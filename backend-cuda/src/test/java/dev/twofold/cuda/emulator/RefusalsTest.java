package dev.twofold.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;

/// What the emulated driver does not take, it refuses by name.
class RefusalsTest extends PlantedKernels {

  private void assertRefused(String ptx, int expected, String sentence) {
    int result = Harness.load(new CUmodule(), ptx);
    assertFault(result, expected, sentence);
  }

  @Test
  void load_ptxNewerThanDriver_isRefused() throws IOException {
    emulator.set("driver", 11040);
    String ptx = Harness.resource("planted.ptx").replace(".version 7.0", ".version 7.5");
    assertRefused(
        ptx,
        CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
        "PTX 7.5 is newer than this driver reads");
  }

  @Test
  void load_ptxOfDriversAge_isTaken() throws IOException {
    emulator.set("driver", 11000);
    Harness.module(Harness.resource("planted.ptx"));
  }

  @Test
  void load_targetAboveCard_isRefused() throws IOException {
    emulator.set("capability", 75);
    assertRefused(
        Harness.resource("planted80.ptx"),
        CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU,
        "PTX for sm_80 does not run on a device of capability 7.5");
  }

  @Test
  void load_unknownOpcode_isNamed() throws IOException {
    String ptx = Harness.resource("planted.ptx").replaceFirst("add\\.f32", "tanh.approx.bf16x2");
    assertRefused(
        ptx, CUresult.CUDA_ERROR_INVALID_PTX, "opcode 'tanh.approx.bf16x2' is not emulated");
  }

  @Test
  void load_unknownModifier_isNamed() throws IOException {
    String ptx = Harness.resource("planted.ptx").replaceFirst("add\\.f32", "add.sideways.f32");
    assertRefused(ptx, CUresult.CUDA_ERROR_INVALID_PTX, "the part '.sideways' is not known");
  }

  @Test
  void load_truncated_isRefused() throws IOException {
    String ptx = Harness.resource("planted.ptx");
    assertRefused(
        ptx.substring(0, ptx.indexOf(";", ptx.length() / 2) + 1),
        CUresult.CUDA_ERROR_INVALID_PTX,
        "is it truncated?");
  }

  @Test
  void load_truncatedAnywhere_isRefusedOrWhole() throws IOException {
    String ptx = Harness.resource("planted80.ptx");
    for (int length = 0; length < ptx.length(); length += 7) {
      int result = Harness.load(new CUmodule(), ptx.substring(0, length));
      boolean answered =
          result == CUresult.CUDA_SUCCESS || result == CUresult.CUDA_ERROR_INVALID_PTX;
      assertTrue(answered, "the first " + length + " bytes: " + CUresult.stringFor(result));
    }
  }

  @Test
  void load_noPtx_isRefused() {
    assertRefused("hello", CUresult.CUDA_ERROR_INVALID_PTX, "this is no PTX");
  }

  @Test
  void call_functionThatIsNotEmulated_namesItself() {
    int result = JCudaDriver.cuStreamAttachMemAsync(new CUstream(), Harness.allocate(4), 4, 0);
    assertEquals(CUresult.CUDA_ERROR_NOT_SUPPORTED, result);
    assertTrue(emulator.faults().getLast().contains("cuStreamAttachMemAsync"));
  }
}
