package dev.twofold.cuda;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.Precision;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Layout;
import java.util.List;
import java.util.function.Supplier;

/// What becomes one step on the device.
///
/// @param name the kernel's name, as far as it is known without weights
/// @param inputs what it reads, in the order of its operands
/// @param outputs what it produces, in the order of its operands
/// @param inputLayout the memory order it wants inputs of rank 4 in
/// @param outputLayout the memory order it gives outputs of rank 4 in
/// @param step chooses the kernels and packs the weights
record Part(
    String name,
    List<Value> inputs,
    List<Value> outputs,
    Layout inputLayout,
    Layout outputLayout,
    Supplier<DeviceStep> step) {

  /// Copies the lists.
  Part {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// Whether its products round factors to TF32, which the type in its name says.
  boolean roundsToTf32() {
    return name.contains("_" + Precision.TF32.type());
  }
}
