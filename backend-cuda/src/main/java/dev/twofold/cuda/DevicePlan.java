package dev.twofold.cuda;

import dev.twofold.cuda.plan.DeviceStep;
import java.util.List;
import java.util.Map;

/// A program for the device: what is launched in which order over which memory. Plain data.
///
/// @param operations the steps, in order
/// @param inputs where the kernel's inputs are copied to, in order
/// @param outputs where the kernel's outputs are copied from, in order
/// @param faults the words that must be 0 behind a run, with the message if one is not
/// @param regions all memory of one run
/// @param arenaBytes the size of the memory of one run, in bytes
/// @param uploads the constants, which all runs share
/// @param constantBytes the size of the constants, in bytes
record DevicePlan(
    List<Operation> operations,
    List<Region> inputs,
    List<Region> outputs,
    Map<Region, String> faults,
    List<Region> regions,
    long arenaBytes,
    List<Upload> uploads,
    long constantBytes) {

  /// The steps' names, for people.
  List<String> kernels() {
    return operations.stream().map(Operation::step).map(DeviceStep::kernel).toList();
  }
}
