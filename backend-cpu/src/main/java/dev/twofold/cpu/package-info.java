/// The CPU backend: compiler, kernel selection, workspace and threads.
@NullMarked
package dev.twofold.cpu;

import org.jspecify.annotations.NullMarked;
