package wrong.cpu.kernel;

import java.util.List;

/// Breaks rule 12: a kernel that knows collections.
final class KernelWithList {

  private KernelWithList() {}

  static List<Float> values() {
    return List.of(1f);
  }
}
