package dev.twofold.cuda.emulator;

import static dev.twofold.cuda.emulator.Opcode.bits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.TestDriver;
import java.util.List;
import java.util.stream.Stream;
import jcuda.Pointer;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every instruction computes what the same arithmetic gives in Java, for awkward values of its types.
class OpcodeTest {

  private static Emulator emulator;
  private static Harness harness;

  @BeforeAll
  static void prepare() {
    emulator = TestDriver.emulator();
    emulator.reset();
    harness = new Harness();
  }

  @AfterAll
  static void release() {
    if (harness != null) {
      harness.close();
      emulator.reset();
    }
  }

  @TestFactory
  Stream<DynamicTest> opcode_awkwardValues_asInJava() {
    return Stream.of(
            IntegerOpcodes.ALL,
            BitOpcodes.ALL,
            FloatOpcodes.ALL,
            ConversionOpcodes.ALL,
            OtherOpcodes.ALL)
        .flatMap(List::stream)
        .map(opcode -> DynamicTest.dynamicTest(opcode.body(), () -> check(opcode)));
  }

  /// Tries all pairs of values for `%a` and `%b`, each with another one for `%c`.
  private static void check(Opcode opcode) {
    long[] as = Values.of(opcode.types().get(0));
    long[] bs = Values.of(opcode.types().get(1));
    long[] cs = Values.of(opcode.types().get(2));
    int count = as.length * bs.length;
    long[][] in = new long[3][count];
    for (int i = 0; i < count; i++) {
      in[0][i] = as[i / bs.length];
      in[1][i] = bs[i % bs.length];
      in[2][i] = cs[i * 7 % cs.length];
    }
    long[] seen = run(opcode, in, count);
    for (int i = 0; i < count; i++) {
      String where =
          "%s for 0x%x, 0x%x, 0x%x".formatted(opcode.body(), in[0][i], in[1][i], in[2][i]);
      compare(opcode, opcode.expected().of(in[0][i], in[1][i], in[2][i]), seen[i], where);
    }
  }

  private static void compare(Opcode opcode, long expected, long seen, String where) {
    String type = opcode.types().get(3);
    if (opcode.tolerance() == 0) {
      long mask = bits(type) == 64 ? -1 : 0xffffffffL;
      assertEquals(Long.toHexString(expected & mask), Long.toHexString(seen & mask), where);
      return;
    }
    float wanted = Float.intBitsToFloat((int) expected);
    float got = Float.intBitsToFloat((int) seen);
    boolean close =
        Float.compare(wanted, got) == 0
            || Math.abs(wanted - got) <= opcode.tolerance() * Math.abs(wanted) + Float.MIN_VALUE;
    assertTrue(close, () -> where + ": expected " + wanted + ", got " + got);
  }

  private static long[] run(Opcode opcode, long[][] in, int count) {
    CUmodule module = Harness.module(opcode.module());
    DevicePointer[] pointers = new DevicePointer[4];
    for (int i = 0; i < 4; i++) {
      long[] values = i < 3 ? in[i] : new long[count];
      pointers[i] = Harness.allocate(count * 8L);
      Harness.ok(JCudaDriver.cuMemcpyHtoD(pointers[i], Pointer.to(values), count * 8L));
    }
    Object[] parameters = {pointers[0], pointers[1], pointers[2], pointers[3], count};
    int block = 96;
    Harness.ok(
        Harness.launch(
            Harness.function(module, "k"),
            (count + block - 1) / block,
            block,
            0,
            null,
            parameters));
    long[] seen = new long[count];
    Harness.ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(seen), pointers[3], count * 8L));
    Harness.free(pointers);
    Harness.ok(JCudaDriver.cuModuleUnload(module));
    return seen;
  }
}
