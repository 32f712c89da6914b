package dev.twofold.cuda;

import static java.util.Objects.requireNonNull;

import dev.twofold.cuda.driver.Extent;
import dev.twofold.cuda.driver.KernelFunction;
import dev.twofold.cuda.driver.Parameters;
import dev.twofold.cuda.driver.Stream;
import dev.twofold.cuda.plan.Launch;
import dev.twofold.cuda.plan.Operand;
import java.util.List;

/// A launch with all addresses known.
///
/// @param function the kernel
/// @param launch how it is launched
/// @param parameters its arguments
record Command(KernelFunction function, Launch launch, Parameters parameters) {

  /// Resolves the operands of a launch.
  ///
  /// @param memory the memory of a run
  /// @param constants the memory of the constants
  static Command of(
      KernelFunction function,
      Launch launch,
      Operation operation,
      DeviceMemory memory,
      DeviceMemory constants) {
    Parameters parameters = new Parameters();
    for (Operand operand : launch.operands()) {
      switch (operand) {
        case Operand.Input(int i) ->
            parameters.address(address(operation.inputs().get(i), memory, constants));
        case Operand.Output(int i) ->
            parameters.address(address(operation.outputs().get(i), memory, constants));
        case Operand.Const(int i) ->
            parameters.address(address(operation.constants().get(i), memory, constants));
        case Operand.Scratch(long offset) ->
            parameters.address(address(operation.scratch(), memory, constants) + offset);
        case Operand.Fault fault ->
            parameters.address(
                address(requireNonNull(operation.faults().get(fault)), memory, constants));
        case Operand.Null() -> parameters.address(0);
        case Operand.Int32(int value) -> parameters.int32(value);
        case Operand.Int64(long value) -> parameters.int64(value);
        case Operand.Float32(float value) -> parameters.float32(value);
      }
    }
    return new Command(function, launch, parameters);
  }

  private static long address(Region region, DeviceMemory memory, DeviceMemory constants) {
    return (constants.holds(region) ? constants : memory).span(region).address();
  }

  /// All launches of a program.
  static List<Command> all(
      DevicePlan plan, KernelLibrary library, DeviceMemory memory, DeviceMemory constants) {
    return plan.operations().stream()
        .flatMap(operation ->
            operation.step().launches().stream()
                .map(launch ->
                    of(
                        library.function(launch.kernel(), launch.sharedBytes()),
                        launch,
                        operation,
                        memory,
                        constants)))
        .toList();
  }

  /// Gives it to a stream.
  void issue(Stream stream) {
    stream.launch(
        function,
        new Extent(launch.grid().x(), launch.grid().y(), launch.grid().z()),
        new Extent(launch.block().x(), launch.block().y(), launch.block().z()),
        launch.sharedBytes(),
        parameters);
  }
}
