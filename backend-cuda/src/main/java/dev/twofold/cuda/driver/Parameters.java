package dev.twofold.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/// A kernel's arguments, packed as its entry declares them.
public final class Parameters {

  /*
   * The driver takes arguments as a list of pointers or as one packed block. Lists of heap arrays break
   * the rules of the native interface and cost six times as much, so it is always the block, each value
   * at a multiple of its size. Block and length lie outside of the heap.
   */

  /// The most bytes that a kernel's parameters may have.
  private static final int MOST = 4096;

  private final ByteBuffer block = ByteBuffer.allocateDirect(MOST).order(ByteOrder.nativeOrder());

  /// Appends an address.
  public Parameters address(long value) {
    return int64(value);
  }

  /// Appends a 64-bit integer.
  public Parameters int64(long value) {
    align(Long.BYTES);
    block.putLong(value);
    return this;
  }

  /// Appends a 32-bit integer.
  public Parameters int32(int value) {
    align(Integer.BYTES);
    block.putInt(value);
    return this;
  }

  /// Appends a 32-bit float.
  public Parameters float32(float value) {
    align(Float.BYTES);
    block.putFloat(value);
    return this;
  }

  private void align(int size) {
    while (block.position() % size != 0) {
      block.put((byte) 0);
    }
  }

  /// The length in bytes.
  int bytes() {
    return block.position();
  }

  /// What is passed to a launch.
  Pointer extra() {
    ByteBuffer length = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    length.putLong(0, bytes());
    return Pointer.to(
        JCudaDriver.CU_LAUNCH_PARAM_BUFFER_POINTER,
        Pointer.to(block.duplicate().position(0)),
        JCudaDriver.CU_LAUNCH_PARAM_BUFFER_SIZE,
        Pointer.to(length),
        JCudaDriver.CU_LAUNCH_PARAM_END);
  }
}
