package dev.twofold.cuda.driver;

import jcuda.Pointer;

/// A host pointer that tells its number.
final class HostAddress extends Pointer {

  long value() {
    return getNativePointer();
  }
}
