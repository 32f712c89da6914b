/// Compute routines on arrays: vector kernels with their scalar twins, and the loops around them.
/// Memory order is `NHWC` unless a name says otherwise. Nothing here knows tensors or graphs,
/// starts a thread or allocates once it runs.
@NullMarked
package dev.twofold.cpu.kernel;

import org.jspecify.annotations.NullMarked;
