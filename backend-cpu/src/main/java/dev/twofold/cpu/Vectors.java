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
record Vectors(Kernels kernels, String reason) {

  /*
   * Three things must hold, or vectors are slower than plain loops, some a hundredfold:
   * - the incubator module is there; without it the classes do not load;
   * - the virtual machine has an optimising compiler that knows vectors: HotSpot's C2, not limited to
   *   C1 and not interpreting;
   * - the processor multiplies and adds in one: every x86 with 256-bit vectors does, and every AArch64.
   */

  static final String PROPERTY = "cpu.vectors";
  static final String MODULE = "jdk.incubator.vector";
  static final String FLAG = "--add-modules " + MODULE;

  /// Looks around.
  ///
  /// @throws BackendException if the option `cpu.vectors` is neither `auto` nor `off`
  static Vectors choose(BackendOptions options) {
    String asked = options.properties().getOrDefault(PROPERTY, "auto");
    String reason =
        switch (asked) {
          case "auto" -> missing();
          case "off" -> "the option " + PROPERTY + " is off";
          default ->
              throw new BackendException(
                  "backend 'cpu': given %s=%s, expected auto or off".formatted(PROPERTY, asked));
        };
    return reason.isEmpty()
        ? new Vectors(new VectorKernels(), "")
        : new Vectors(new ScalarKernels(), reason);
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
