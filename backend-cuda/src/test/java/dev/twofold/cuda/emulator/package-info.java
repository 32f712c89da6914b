/// An emulated CUDA driver for tests: built from `src/test/cpp`, loaded in the place of the real one.
@NullMarked
package dev.twofold.cuda.emulator;

import org.jspecify.annotations.NullMarked;
