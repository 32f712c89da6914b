/// Reads and writes tensors as .npy files and images.
@NullMarked
package dev.twofold.io;

import org.jspecify.annotations.NullMarked;
