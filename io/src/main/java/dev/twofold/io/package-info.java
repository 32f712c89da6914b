/// Tensors from and to files: NumPy's `.npy` format and pictures.
///
/// A picture is a tensor `[1, 3, H, W]` of red, green and blue between 0 and 1; a map, such as a
/// segmentation mask, is a tensor `[1, 1, H, W]`.
@NullMarked
package dev.twofold.io;

import org.jspecify.annotations.NullMarked;
