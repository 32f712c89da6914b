package dev.twofold.cuda;

import dev.twofold.cuda.driver.DeviceBuffer;

/// A piece of an allocation.
///
/// @param buffer the allocation
/// @param offset where the piece begins, in bytes
record Span(DeviceBuffer buffer, long offset) {

  /// The address on the device.
  long address() {
    return buffer.address() + offset;
  }
}
