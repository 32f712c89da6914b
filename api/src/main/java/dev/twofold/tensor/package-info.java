/// Tensors: shapes, element types, memory layouts and data. No arithmetic.
@NullMarked
package dev.twofold.tensor;

import org.jspecify.annotations.NullMarked;
