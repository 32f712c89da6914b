package dev.twofold.cuda.emulator;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/// A few calls of the driver in a row, for tests of the driver itself. Results are returned as they
/// come: a test decides which it expects.
final class Harness implements AutoCloseable {

  private final CUcontext context = new CUcontext();

  /// Makes the first device's primary context current.
  Harness() {
    ok(JCudaDriver.cuInit(0));
    ok(JCudaDriver.cuDevicePrimaryCtxRetain(context, device(0)));
    ok(JCudaDriver.cuCtxSetCurrent(context));
  }

  static CUdevice device(int ordinal) {
    CUdevice device = new CUdevice();
    ok(JCudaDriver.cuDeviceGet(device, ordinal));
    return device;
  }

  static void ok(int result) {
    assertEquals("CUDA_SUCCESS", CUresult.stringFor(result));
  }

  CUcontext context() {
    return context;
  }

  /// Reads a resource that lies beside this class.
  static String resource(String name) throws IOException {
    try (InputStream in = requireNonNull(Harness.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static int load(CUmodule module, String ptx) {
    byte[] bytes = ptx.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 1).put(bytes).put((byte) 0).flip();
    return JCudaDriver.cuModuleLoadDataEx(module, Pointer.to(buffer), 0, new int[0], new Pointer());
  }

  static CUmodule module(String ptx) {
    CUmodule module = new CUmodule();
    ok(load(module, ptx));
    return module;
  }

  static CUfunction function(CUmodule module, String name) {
    CUfunction function = new CUfunction();
    ok(JCudaDriver.cuModuleGetFunction(function, module, name));
    return function;
  }

  static DevicePointer allocate(long bytes) {
    DevicePointer pointer = new DevicePointer();
    ok(JCudaDriver.cuMemAlloc(pointer, bytes));
    return pointer;
  }

  static DevicePointer upload(float... values) {
    DevicePointer pointer = allocate(values.length * 4L);
    ok(JCudaDriver.cuMemcpyHtoD(pointer, Pointer.to(values), values.length * 4L));
    return pointer;
  }

  static int download(float[] values, CUdeviceptr from) {
    return JCudaDriver.cuMemcpyDtoH(Pointer.to(values), from, values.length * 4L);
  }

  static CUstream stream() {
    CUstream stream = new CUstream();
    ok(JCudaDriver.cuStreamCreate(stream, 1));
    return stream;
  }

  /// Launches in a stream, with the parameters packed into one buffer: pointers, ints, floats, longs.
  static int launch(
      CUfunction function,
      int grid,
      int block,
      int sharedBytes,
      CUstream stream,
      Object... parameters) {
    ByteBuffer packed = pack(parameters);
    Pointer extra =
        Pointer.to(
            JCudaDriver.CU_LAUNCH_PARAM_BUFFER_POINTER,
            Pointer.to(packed),
            JCudaDriver.CU_LAUNCH_PARAM_BUFFER_SIZE,
            Pointer.to(new long[] {packed.limit()}),
            JCudaDriver.CU_LAUNCH_PARAM_END);
    return JCudaDriver.cuLaunchKernel(
        function, grid, 1, 1, block, 1, 1, sharedBytes, stream, null, extra);
  }

  private static ByteBuffer pack(Object... parameters) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(256).order(ByteOrder.nativeOrder());
    for (Object each : parameters) {
      switch (each) {
        case DevicePointer pointer -> align(buffer, 8).putLong(pointer.address());
        case Long value -> align(buffer, 8).putLong(value);
        case Integer value -> align(buffer, 4).putInt(value);
        case Float value -> align(buffer, 4).putFloat(value);
        default -> throw new IllegalArgumentException("parameter " + each);
      }
    }
    return buffer.flip();
  }

  private static ByteBuffer align(ByteBuffer buffer, int bytes) {
    return buffer.position((buffer.position() + bytes - 1) / bytes * bytes);
  }

  static void free(CUdeviceptr... pointers) {
    for (CUdeviceptr each : pointers) {
      ok(JCudaDriver.cuMemFree(each));
    }
  }

  /// Lets go of the context, whatever has become of it.
  @Override
  public void close() {
    JCudaDriver.cuDevicePrimaryCtxRelease(device(0));
  }
}
