package dev.twofold.runtime;

import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import dev.twofold.spi.Kernel;
import dev.twofold.tensor.Layout;
import java.util.List;
import java.util.function.Supplier;

/// What becomes one step: nodes that one kernel of one backend computes.
///
/// @param backend the backend's id
/// @param kernelName the kernel's name
/// @param nodes the lowered nodes, in call order
/// @param inputs what the kernel reads, in the order of its arguments
/// @param outputs what it produces, in the order of its arguments
/// @param inputLayout the memory order it wants inputs of rank 4 in
/// @param outputLayout the memory order it gives outputs of rank 4 in
/// @param prepare makes the kernel
record Unit(
    String backend,
    String kernelName,
    List<Node> nodes,
    List<Value> inputs,
    List<Value> outputs,
    Layout inputLayout,
    Layout outputLayout,
    Supplier<Kernel> prepare) {}
