package dev.twofold.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.TestDriver;
import java.io.IOException;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Each test begins with an emulated driver that forgot everything, a context on its first device and
/// the kernels of `planted.ptx`, and leaves nothing behind.
abstract class PlantedKernels {

  Emulator emulator;
  Harness harness;
  private CUmodule module;

  @BeforeEach
  void prepare() throws IOException {
    emulator = TestDriver.emulator();
    emulator.reset();
    harness = new Harness();
    module = Harness.module(Harness.resource("planted.ptx"));
  }

  @AfterEach
  void release() {
    harness.close();
    emulator.reset();
  }

  final CUfunction function(String kernel) {
    return Harness.function(module, kernel);
  }

  /// A kernel of the other file, for devices of capability 8.0.
  static CUfunction newerFunction(String kernel) throws IOException {
    return Harness.function(Harness.module(Harness.resource("planted80.ptx")), kernel);
  }

  final int launch(String kernel, int grid, int block, int sharedBytes, Object... parameters) {
    return Harness.launch(function(kernel), grid, block, sharedBytes, null, parameters);
  }

  /// One fault was told of, and says this.
  final void assertFault(int result, int expected, String sentence) {
    assertEquals(CUresult.stringFor(expected), CUresult.stringFor(result));
    assertEquals(1, emulator.faults().size(), emulator.faults()::toString);
    String fault = emulator.faults().getFirst();
    assertTrue(fault.contains(sentence), () -> "expected '" + sentence + "' in: " + fault);
  }

  /// 0, 1, 2 and so on.
  static float[] ramp(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return values;
  }
}
