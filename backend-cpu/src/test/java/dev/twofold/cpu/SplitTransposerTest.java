package dev.twofold.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.twofold.cpu.kernel.VectorKernels;
import dev.twofold.spi.Transposer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTransposerTest {

  private static final int IMAGES = 2;
  private static final int PIXELS = 2377;
  private static final int CHANNELS = 35;
  private static final int ELEMENTS = IMAGES * PIXELS * CHANNELS;

  private static SplitTransposer transposer(Workers workers) {
    VectorKernels kernels = new VectorKernels();
    return new SplitTransposer(Machine.of(kernels, true, workers));
  }

  private static float[] image() {
    float[] image = new float[ELEMENTS + 3];
    for (int i = 0; i < image.length; i++) {
      image[i] = i;
    }
    return image;
  }

  private static void assertBothWays(Transposer transposer) {
    float[] in = image();
    float[] turned = new float[ELEMENTS + 1];
    float[] back = new float[ELEMENTS + 3];
    transposer.transpose(in, 3, turned, 1, IMAGES, CHANNELS, PIXELS);
    int size = CHANNELS * PIXELS;
    for (int i = 0; i < ELEMENTS; i++) {
      int within = i % size;
      int place = i / size * size + within % CHANNELS * PIXELS + within / CHANNELS;
      assertEquals(in[3 + place], turned[1 + i]);
    }
    transposer.transpose(turned, 1, back, 3, IMAGES, PIXELS, CHANNELS);
    System.arraycopy(in, 0, back, 0, 3);
    assertArrayEquals(in, back);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void transpose_anyThreads_movesEveryElement(int threads) {
    try (Workers workers = new Workers(threads, null)) {
      assertBothWays(transposer(workers));
    }
  }

  @Test
  void transpose_severalCallers_eachGetsItsOwn() throws Exception {
    try (Workers workers = new Workers(2, null);
        ExecutorService callers = Executors.newFixedThreadPool(4)) {
      Transposer transposer = transposer(workers);
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        calls.add(callers.submit(() -> assertBothWays(transposer)));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
  }

  @Test
  void transpose_steadyState_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Workers workers = new Workers(2, null)) {
      Transposer transposer = transposer(workers);
      float[] in = image();
      float[] out = new float[in.length];
      long bytes = Long.MAX_VALUE;
      for (int batch = 0; batch < 2000 && bytes != 0; batch++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int run = 0; run < 20; run++) {
          transposer.transpose(in, 0, out, 0, IMAGES, CHANNELS, PIXELS);
        }
        bytes = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertEquals(0, bytes);
    }
  }
}
