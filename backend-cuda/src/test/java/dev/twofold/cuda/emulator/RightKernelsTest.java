package dev.twofold.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels without bugs give the right result, and nothing is reported.
class RightKernelsTest extends PlantedKernels {

  @AfterEach
  void assertNoFault() {
    assertEquals(List.of(), emulator.faults());
  }

  private float[] run(
      String kernel, int grid, int block, int shared, int results, Object... parameters) {
    DevicePointer y = Harness.allocate(results * 4L);
    Object[] all = parameters.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] = all[i] == null ? y : all[i];
    }
    Harness.ok(launch(kernel, grid, block, shared, all));
    float[] result = new float[results];
    Harness.ok(Harness.download(result, y));
    return result;
  }

  private static float[] random(int count) {
    Random random = new Random(7);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(-50, 50);
    }
    return values;
  }

  @Test
  void sum3_manyBlocks_isExact() {
    float[] x = random(1000);
    float[] y = run("sum3", 8, 128, 0, 1000, Harness.upload(x), null, 1000);
    float[] expected = new float[1000];
    for (int i = 0; i < 1000; i++) {
      expected[i] = x[i] + (i > 0 ? x[i - 1] : 0) + (i < 999 ? x[i + 1] : 0);
    }
    assertArrayEquals(expected, y);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reverse", "reverse_dynamic"})
  void reverse_barrierBetween_isExact(String kernel) {
    float[] x = random(384);
    float[] y =
        run(kernel, 4, 96, kernel.endsWith("dynamic") ? 384 : 0, 384, Harness.upload(x), null);
    for (int i = 0; i < 384; i++) {
      assertEquals(x[i / 96 * 96 + 95 - i % 96], y[i]);
    }
  }

  @Test
  void neighbour_warpBarrierBetween_isExact() {
    float[] x = random(32);
    float[] y = run("neighbour", 1, 32, 0, 32, Harness.upload(x), null);
    for (int i = 0; i < 32; i++) {
      assertEquals(x[i ^ 1], y[i]);
    }
  }

  @Test
  void warpSum_unevenEnd_isExact() {
    float[] x = random(100);
    float[] y = run("warp_sum", 1, 128, 0, 4, Harness.upload(x), null, 100);
    for (int warp = 0; warp < 4; warp++) {
      float sum = 0;
      for (int i = warp * 32; i < Math.min(100, warp * 32 + 32); i++) {
        sum += x[i];
      }
      assertEquals(sum, y[warp]);
    }
  }

  @Test
  void histogram_atomicsOfManyBlocks_isExact() {
    int[] x = new Random(3).ints(5000, 0, 16).toArray();
    DevicePointer input = uploadInts(x);
    DevicePointer bins = uploadInts(new int[16]);
    Harness.ok(launch("histogram", 40, 128, 0, input, bins, x.length));
    int[] expected = new int[16];
    for (int each : x) {
      expected[each]++;
    }
    assertArrayEquals(expected, downloadInts(bins, 16));
  }

  @Test
  void collatz_lanesPartAtEveryStep_isExact() {
    int[] x = new int[200];
    int[] expected = new int[200];
    for (int i = 0; i < 200; i++) {
      x[i] = i + 1;
      for (int v = x[i]; v != 1; v = v % 2 == 0 ? v / 2 : 3 * v + 1) {
        expected[i]++;
      }
    }
    DevicePointer steps = Harness.allocate(800);
    Harness.ok(launch("collatz", 2, 128, 0, uploadInts(x), steps, 200));
    assertArrayEquals(expected, downloadInts(steps, 200));
  }

  @Test
  void localArray_indexedAtRunTime_isExact() {
    DevicePointer index = uploadInts(new int[] {3, 0, 4, 1, 2});
    float[] y = run("local_array", 1, 10, 0, 10, index, null, 5);
    int[] order = {3, 0, 4, 1, 2};
    int[] place = {1, 3, 4, 0, 2};
    for (int i = 0; i < 10; i++) {
      assertEquals(place[order[i % 5]] * 10 + i + (place[4] * 10 + i), y[i]);
    }
  }

  @Test
  void activation_everyKind_isCloseToExact() {
    List<DoubleUnaryOperator> expected =
        List.of(
            v -> Math.max(v, 0),
            v -> Math.min(Math.max(v, 0), 6),
            v -> 1 / (1 + Math.exp(-v)),
            Math::tanh,
            v -> v * Math.min(Math.max(v + 3, 0), 6) / 6,
            v -> v > 0 ? v : Math.expm1(v));
    float[] x = new float[97];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 48) / 6f;
    }
    DevicePointer input = Harness.upload(x);
    for (int kind = 0; kind < expected.size(); kind++) {
      float[] y = run("activation", 1, 128, 0, x.length, input, null, kind, x.length);
      for (int i = 0; i < x.length; i++) {
        assertEquals(expected.get(kind).applyAsDouble(x[i]), y[i], 1e-6, "kind " + kind);
      }
    }
  }

  @Test
  void asyncCopy_waitedFor_isExact() throws IOException {
    float[] x = random(256);
    DevicePointer y = Harness.allocate(1024);
    Harness.ok(Harness.launch(newerFunction("async_copy"), 1, 64, 0, null, Harness.upload(x), y));
    float[] result = new float[256];
    Harness.ok(Harness.download(result, y));
    for (int i = 0; i < 256; i++) {
      assertEquals(x[(63 - i / 4) * 4 + i % 4], result[i]);
    }
  }

  @Test
  void multiplyTf32_smallIntegers_isExact() throws IOException {
    float[] a = random(128);
    float[] b = random(64);
    DevicePointer d = Harness.allocate(512);
    Harness.ok(
        Harness.launch(
            newerFunction("multiply_tf32"),
            1,
            32,
            0,
            null,
            Harness.upload(a),
            Harness.upload(b),
            d));
    float[] result = new float[128];
    Harness.ok(Harness.download(result, d));
    for (int i = 0; i < 128; i++) {
      float sum = 0;
      for (int k = 0; k < 8; k++) {
        sum += a[i / 8 * 8 + k] * b[k * 8 + i % 8];
      }
      assertEquals(sum, result[i]);
    }
  }

  private static DevicePointer uploadInts(int... values) {
    DevicePointer pointer = Harness.allocate(values.length * 4L);
    Harness.ok(JCudaDriver.cuMemcpyHtoD(pointer, Pointer.to(values), values.length * 4L));
    return pointer;
  }

  private static int[] downloadInts(DevicePointer from, int count) {
    int[] values = new int[count];
    Harness.ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(values), from, count * 4L));
    return values;
  }
}
