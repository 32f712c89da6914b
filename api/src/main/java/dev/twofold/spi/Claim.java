package dev.twofold.spi;

import dev.twofold.tensor.Layout;

/// A part of a graph that a [GraphCompiler] runs as one kernel.
///
/// @param subgraph the part
/// @param kernel the kernel's name, as in [Support.Yes]
/// @param inputs the memory order that it wants inputs of rank 4 in; other ranks are row-major
/// @param outputs the memory order that it gives outputs of rank 4 in
public record Claim(Subgraph subgraph, String kernel, Layout inputs, Layout outputs) {}
