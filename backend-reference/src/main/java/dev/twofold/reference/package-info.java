/// The definition of every core layer: plain loops over row-major tensors, sums in double, rounded
/// to float once. What other backends are compared with, and the last resort of the runtime.
@NullMarked
package dev.twofold.reference;

import org.jspecify.annotations.NullMarked;
