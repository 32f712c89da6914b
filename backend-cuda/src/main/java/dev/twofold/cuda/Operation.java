package dev.twofold.cuda;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.Operand;
import java.util.List;
import java.util.Map;

/// A step with the memory that it works on.
///
/// @param step the step
/// @param inputs its inputs, in order
/// @param outputs its outputs, in order
/// @param scratch its scratch memory
/// @param constants its constants, in order
/// @param faults the words by which it fails
record Operation(
    DeviceStep step,
    List<Region> inputs,
    List<Region> outputs,
    Region scratch,
    List<Region> constants,
    Map<Operand.Fault, Region> faults) {}
