package dev.twofold.cuda.plan;

import java.util.List;

/// A layer, or a chain of layers, ready to launch: everything resolved but the addresses.
///
/// @param kernel the name that plans and answers tell, as in [dev.twofold.spi.Support.Yes]
/// @param launches what is launched, in order; each sees what those before it wrote
/// @param constants what is uploaded once, for [Operand.Const]
/// @param scratchBytes scratch memory that the launches share, in bytes
public record DeviceStep(
    String kernel, List<Launch> launches, List<Constants> constants, long scratchBytes) {

  /// Copies the lists.
  public DeviceStep {
    launches = List.copyOf(launches);
    constants = List.copyOf(constants);
  }

  /// The words by which kernels tell that they were given what they cannot take.
  public List<Operand.Fault> faults() {
    return launches.stream()
        .flatMap(launch -> launch.operands().stream())
        .filter(Operand.Fault.class::isInstance)
        .map(Operand.Fault.class::cast)
        .distinct()
        .toList();
  }

  /// The size of all constants in bytes.
  public long constantBytes() {
    return constants.stream().mapToLong(Constants::bytes).sum();
  }
}
