package dev.twofold.cuda.driver;

import jcuda.driver.CUdeviceptr;

/// A device pointer that tells its number.
final class Address extends CUdeviceptr {

  long value() {
    return getNativePointer();
  }
}
