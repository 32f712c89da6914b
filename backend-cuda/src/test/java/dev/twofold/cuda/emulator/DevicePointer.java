package dev.twofold.cuda.emulator;

import jcuda.driver.CUdeviceptr;

/// A device pointer that tells its number.
final class DevicePointer extends CUdeviceptr {

  long address() {
    return getNativePointer();
  }
}
