/// The CUDA backend: provider, compiler, memory plan and programs.
@NullMarked
package dev.twofold.cuda;

import org.jspecify.annotations.NullMarked;
