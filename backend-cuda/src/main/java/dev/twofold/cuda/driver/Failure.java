package dev.twofold.cuda.driver;

import dev.twofold.spi.BackendException;
import java.util.Set;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/// What a driver call that failed becomes.
final class Failure {

  /*
   * After a fault in a kernel every later call in the process answers with the same error: the driver
   * calls it sticky. Only what frees may then be called, to no effect.
   */
  private static final Set<Integer> STICKY =
      Set.of(
          CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
          CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
          CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
          CUresult.CUDA_ERROR_ASSERT,
          CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
          CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
          CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
          CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
          CUresult.CUDA_ERROR_INVALID_PC,
          CUresult.CUDA_ERROR_LAUNCH_FAILED,
          CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED,
          CUresult.CUDA_ERROR_UNKNOWN);

  private static final Set<Integer> UNFIT =
      Set.of(
          CUresult.CUDA_ERROR_INVALID_PTX,
          CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU,
          CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION);

  private Failure() {}

  /// The exception for a call.
  ///
  /// @param code what the driver answered
  /// @param device the device, as in `cuda:0 (NVIDIA H100)`
  /// @param call the call with its sizes, such as `cuMemAlloc of 1024 bytes`
  static BackendException of(int code, String device, String call) {
    return new BackendException("%s: %s%s".formatted(device, said(code, call), cure(code)));
  }

  /// The call with what the driver said of it.
  static String said(int code, String call) {
    return "%s failed: %s (%s)".formatted(call, name(code), text(code));
  }

  private static String cure(int code) {
    if (STICKY.contains(code)) {
      return "; the device is lost to this process, which must be started anew";
    }
    return UNFIT.contains(code) ? "; install a newer NVIDIA driver" : "";
  }

  private static String name(int code) {
    String[] name = new String[1];
    JCudaDriver.cuGetErrorName(code, name);
    return name[0] == null ? "error " + code : name[0];
  }

  private static String text(int code) {
    String[] text = new String[1];
    JCudaDriver.cuGetErrorString(code, text);
    return text[0] == null ? "unknown to this driver" : text[0];
  }
}
