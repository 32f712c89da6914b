/// The compute routines of the CPU backend, on arrays and ints only.
@NullMarked
package dev.twofold.cpu.kernel;

import org.jspecify.annotations.NullMarked;
