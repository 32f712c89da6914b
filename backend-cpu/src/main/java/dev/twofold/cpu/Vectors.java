package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Kernels;
import dev.twofold.cpu.kernel.ScalarKernels;
import dev.twofold.cpu.kernel.VectorKernels;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import java.util.Locale;

/// Decides whether the vector kernels can be used here.
///
/// @param kernels the kernels to use
/// @param reason why they have no vectors, empty if they have
/// @param waits whether first runs wait until all vector routines are compiled
record Vectors(Kernels kernels, String reason, boolean waits) {

  /*
   * Three things must hold, or vectors are slower than plain loops, some a hundredfold:
   * - the incubator module is there; without it the classes do not load;
   * - the virtual machine has an optimising compiler that knows vectors: HotSpot's C2, not limited to
   *   C1 and not interpreting;
   * - the processor multiplies and adds in one: every x86 with 256-bit vectors does, and every AArch64.
   */

  static final String PROPERTY = "cpu.vectors";
  static final String WARM_UP = "cpu.warmup";
  static final String MODULE = "jdk.incubator.vector";
  static final String FLAG = "--add-modules " + MODULE;

  /// Looks around.
  ///
  /// @throws BackendException if the option `cpu.vectors` is neither `auto` nor `off`, or
  ///   `cpu.warmup` neither `background` nor `wait`
  static Vectors choose(BackendOptions options) {
    boolean off = isSecond(options, PROPERTY, "auto", "off");
    boolean waits = isSecond(options, WARM_UP, "background", "wait");
    String reason = off ? "the option " + PROPERTY + " is off" : missing();
    return new Vectors(reason.isEmpty() ? new VectorKernels() : new ScalarKernels(), reason, waits);
  }

  /// Whether an option has its second value, not its first, which is the default.
  private static boolean isSecond(
      BackendOptions options, String name, String first, String second) {
    String given = options.properties().getOrDefault(name, first);
    if (!given.equals(first) && !given.equals(second)) {
      throw new BackendException(
          "backend 'cpu': given %s=%s, expected %s or %s".formatted(name, given, first, second));
    }
    return given.equals(second);
  }

  private static String missing() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return "module %s is missing; start Java with %s".formatted(MODULE, FLAG);
    }
    String machine = System.getProperty("java.vm.name", "");
    String mode = System.getProperty("java.vm.info", "");
    if (!compilesVectors(machine, mode)) {
      return "this virtual machine (%s, %s) does not compile vectors; use HotSpot with its C2 compiler"
          .formatted(machine, mode);
    }
    int bits = new VectorKernels().vectorBits();
    String processor = System.getProperty("os.arch", "");
    if (!multipliesAndAdds(processor, bits)) {
      return "this processor (%s) has vectors of %d bits only".formatted(processor, bits);
    }
    return "";
  }

  static boolean compilesVectors(String machine, String mode) {
    return machine.contains("Server VM")
        && !mode.contains("interpreted")
        && !mode.contains("emulated-client");
  }

  static boolean multipliesAndAdds(String processor, int bits) {
    return bits >= 256 || (bits >= 128 && processor.toLowerCase(Locale.ROOT).equals("aarch64"));
  }

  /// How it runs, for people.
  String describe() {
    return reason.isEmpty() ? "Vector API, %d-bit".formatted(kernels.vectorBits()) : "scalar loops";
  }
}
