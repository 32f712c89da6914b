/// The choice of kernels for every layer that is no convolution, family by family, and for copies
/// between memory orders. All of it is data: nothing here knows a driver.
@NullMarked
package dev.twofold.cuda.layer;

import org.jspecify.annotations.NullMarked;
