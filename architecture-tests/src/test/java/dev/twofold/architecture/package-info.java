/// The architecture as rules that run, over all modules.
@NullMarked
package dev.twofold.architecture;

import org.jspecify.annotations.NullMarked;
