package dev.twofold.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.TestDriver;
import dev.twofold.cuda.emulator.Emulator;
import dev.twofold.spi.BackendException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A device and what it makes, by a kernel that doubles its numbers.
@Tag("gpu")
class GpuTest {

  private static final String TWICE =
      """
      .version 7.0
      .target sm_75
      .address_size 64
      .visible .entry twice(.param .u32 n, .param .f32 factor, .param .u64 data)
      {
        .reg .b32 %r<3>;
        .reg .b64 %rd<4>;
        .reg .f32 %f<4>;
        .reg .pred %p<2>;
        ld.param.u32 %r1, [n];
        ld.param.f32 %f3, [factor];
        ld.param.u64 %rd1, [data];
        mov.u32 %r2, %tid.x;
        setp.ge.u32 %p1, %r2, %r1;
        @%p1 bra DONE;
        cvta.to.global.u64 %rd2, %rd1;
        mul.wide.u32 %rd3, %r2, 4;
        add.s64 %rd3, %rd2, %rd3;
        ld.global.f32 %f1, [%rd3];
        mul.f32 %f2, %f1, %f3;
        st.global.f32 [%rd3], %f2;
      DONE:
        ret;
      }
      """;

  private static final Extent ONE = new Extent(1, 1, 1);

  private Gpu gpu;

  @BeforeAll
  static void load() {
    TestDriver.load();
  }

  @BeforeEach
  void open() {
    gpu = Gpu.open(0);
  }

  @AfterEach
  void close() {
    gpu.close();
  }

  private static float[] floats(PinnedBuffer buffer, int n) {
    float[] result = new float[n];
    MemorySegment.copy(buffer.segment(), ValueLayout.JAVA_FLOAT, 0, result, 0, n);
    return result;
  }

  @Test
  void launch_onceAndInAGraph_doublesEveryTime() {
    float[] data = {1, 2, 3};
    try (DeviceBuffer device = gpu.allocate(12);
        PinnedBuffer host = gpu.pin(12);
        Stream stream = gpu.stream();
        PtxModule module = gpu.load("twice.ptx", TWICE)) {
      KernelFunction twice = module.function("twice");
      Parameters parameters = new Parameters().int32(3).float32(2).address(device.address());
      device.upload(0, data);
      stream.launch(twice, ONE, new Extent(32, 1, 1), 0, parameters);
      stream.download(device, 0, host, 0, 12);
      stream.await();
      assertArrayEquals(new float[] {2, 4, 6}, floats(host, 3));
      try (ExecutableGraph graph =
          stream.capture(() -> {
            stream.launch(twice, ONE, new Extent(32, 1, 1), 0, parameters);
            stream.download(device, 0, host, 0, 12);
          })) {
        assertArrayEquals(new float[] {2, 4, 6}, floats(host, 3), "recorded only");
        stream.launch(graph);
        stream.launch(graph);
        stream.await();
      }
      assertArrayEquals(new float[] {8, 16, 24}, floats(host, 3));
    }
  }

  @Test
  void upload_partsFromPinnedMemory_goWhereTheyShould() {
    try (DeviceBuffer device = gpu.allocate(16);
        PinnedBuffer host = gpu.pin(32);
        Stream stream = gpu.stream()) {
      device.upload(0, new int[] {1, 2, 3, 4});
      host.segment().set(ValueLayout.JAVA_INT, 20, 77);
      stream.upload(host, 20, device, 8, 4);
      stream.download(device, 0, host, 0, 16);
      stream.await();
      int[] result = new int[4];
      MemorySegment.copy(host.segment(), ValueLayout.JAVA_INT, 0, result, 0, 4);
      assertArrayEquals(new int[] {1, 2, 77, 4}, result);
    }
  }

  @Test
  void since_twoPointsOfAStream_isATime() {
    try (Stream stream = gpu.stream();
        Timestamp first = gpu.timestamp();
        Timestamp second = gpu.timestamp()) {
      stream.record(first);
      stream.record(second);
      second.await();
      assertTrue(second.since(first) >= 0);
    }
  }

  @Test
  void memory_allocation_isTakenFromWhatIsFree() {
    long before = gpu.memory().freeBytes();
    try (DeviceBuffer buffer = gpu.allocate(1 << 22)) {
      assertEquals(1 << 22, buffer.bytes());
      assertEquals(0, buffer.address() % 256);
      assertTrue(gpu.memory().freeBytes() <= before - (1 << 22));
    }
    assertTrue(gpu.memory().totalBytes() >= before);
  }

  @Test
  void upload_beyondTheEnd_isRefused() {
    try (DeviceBuffer device = gpu.allocate(16)) {
      IndexOutOfBoundsException e =
          assertThrows(IndexOutOfBoundsException.class, () -> device.upload(8, new float[3]));
      assertEquals("upload of 12 bytes to 8 of a buffer of 16", e.getMessage());
    }
  }

  @Test
  void load_notPtx_namesTheFileAndTheDriversError() {
    BackendException e =
        assertThrows(
            BackendException.class, () -> gpu.load("broken.ptx", ".version 7.0\nnonsense"));
    assertTrue(
        e.getMessage()
            .contains("cuModuleLoadDataEx of 'broken.ptx' (21 bytes of PTX) failed: CUDA_"),
        e.getMessage());
    assertTrue(e.getMessage().startsWith("cuda:0 ("), e.getMessage());
  }

  @Test
  void function_missing_isNamed() {
    try (PtxModule module = gpu.load("twice.ptx", TWICE)) {
      BackendException e = assertThrows(BackendException.class, () -> module.function("thrice"));
      assertTrue(
          e.getMessage().contains("cuModuleGetFunction of 'thrice' in 'twice.ptx' failed"),
          e.getMessage());
    }
  }

  @Test
  void launch_tooManyThreads_tellsTheGeometry() {
    try (Stream stream = gpu.stream();
        PtxModule module = gpu.load("twice.ptx", TWICE)) {
      Parameters parameters = new Parameters().int32(0).float32(2).address(0);
      BackendException e =
          assertThrows(
              BackendException.class,
              () ->
                  stream.launch(
                      module.function("twice"), ONE, new Extent(2048, 1, 1), 0, parameters));
      assertTrue(
          e.getMessage()
              .contains(
                  "cuLaunchKernel of 'twice' with 1 x 1 x 1 blocks of 2048 x 1 x 1 threads, 0 bytes"
                      + " of shared memory, 16 of parameters failed: CUDA_ERROR_INVALID_VALUE"),
          e.getMessage());
    }
  }

  @Test
  void capture_workThatThrows_leavesTheStreamUsable() {
    try (Stream stream = gpu.stream();
        DeviceBuffer device = gpu.allocate(4);
        PinnedBuffer host = gpu.pin(4)) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              stream.capture(() -> {
                throw new IllegalArgumentException();
              }));
      device.upload(0, new float[] {5});
      stream.download(device, 0, host, 0, 4);
      stream.await();
      assertArrayEquals(new float[] {5}, floats(host, 1));
    }
  }

  @Test
  void allowShared_moreThanAnyDeviceHas_isRefused() {
    try (PtxModule module = gpu.load("twice.ptx", TWICE)) {
      KernelFunction twice = module.function("twice");
      twice.allowShared(48 * 1024);
      twice.allowShared(gpu.info().sharedBytes());
      BackendException e =
          assertThrows(BackendException.class, () -> twice.allowShared(10_000_000));
      assertTrue(
          e.getMessage().contains("cuFuncSetAttribute of 'twice' to 10000000 bytes"),
          e.getMessage());
    }
  }

  @Test
  void use_afterClose_isRefused() {
    Stream stream = gpu.stream();
    stream.close();
    stream.close();
    IllegalStateException e = assertThrows(IllegalStateException.class, stream::await);
    assertTrue(e.getMessage().endsWith("a stream is closed"), e.getMessage());
  }

  @Test
  void close_gpuBeforeWhatItMade_isAllowed() {
    DeviceBuffer device = gpu.allocate(16);
    gpu.close();
    gpu.close();
    device.upload(0, new float[4]);
    device.close();
    assertThrows(IllegalStateException.class, () -> gpu.allocate(16));
  }

  @Test
  void buffer_forgotten_isFreedWhenItIsCollected() {
    Emulator emulator = TestDriver.emulator();
    long before = emulator.totals().get("liveBytes");
    assertTrue(gpu.allocate(4096).address() != 0);
    long end = System.nanoTime() + 60_000_000_000L;
    while (emulator.totals().get("liveBytes") > before && System.nanoTime() < end) {
      System.gc();
      LockSupport.parkNanos(10_000_000L);
    }
    assertEquals(before, emulator.totals().get("liveBytes"));
  }

  @Test
  void open_deviceThatIsNotThere_isRefused() {
    BackendException e = assertThrows(BackendException.class, () -> Gpu.open(99));
    assertTrue(
        e.getMessage().contains("cuda:99: cuDeviceGet failed: CUDA_ERROR_INVALID_DEVICE"),
        e.getMessage());
  }
}
