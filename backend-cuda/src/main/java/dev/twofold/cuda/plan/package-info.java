/// What runs on a device, as plain data: which kernels in which grids over which operands. It knows no
/// driver, so that it can be chosen, read and tested without one.
@NullMarked
package dev.twofold.cuda.plan;

import org.jspecify.annotations.NullMarked;
