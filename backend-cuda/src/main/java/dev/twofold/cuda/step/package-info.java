/// The choice of kernels: from a layer, its shapes and weights to launches as plain data.
@NullMarked
package dev.twofold.cuda.step;

import org.jspecify.annotations.NullMarked;
