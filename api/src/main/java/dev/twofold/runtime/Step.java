package dev.twofold.runtime;

import dev.twofold.graph.ExecutionPlan;
import dev.twofold.spi.Kernel;
import java.util.List;

/// One launch: a kernel with the buffers it works on.
///
/// @param kernel the kernel
/// @param inputs what it reads
/// @param outputs what it writes
/// @param planned what the plan says of it
record Step(Kernel kernel, List<Buffer> inputs, List<Buffer> outputs, ExecutionPlan.Step planned) {}
