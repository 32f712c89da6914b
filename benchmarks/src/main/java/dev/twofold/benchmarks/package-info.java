/// Twofold measured, beside its peers.
@NullMarked
package dev.twofold.benchmarks;

import org.jspecify.annotations.NullMarked;
