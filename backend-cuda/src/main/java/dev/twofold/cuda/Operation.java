package dev.twofold.cuda;

import dev.twofold.cuda.plan.DeviceStep;
import java.util.List;

/// A step with the memory that it works on.
///
/// @param step the step
/// @param inputs its inputs, in order
/// @param outputs its outputs, in order
/// @param scratch its scratch memory
/// @param constants its constants, in order
record Operation(
    DeviceStep step,
    List<Region> inputs,
    List<Region> outputs,
    Region scratch,
    List<Region> constants) {}
