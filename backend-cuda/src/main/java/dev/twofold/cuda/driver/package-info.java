/// The CUDA driver: devices, streams, events, memory, modules and graphs, every call checked. The only
/// package that knows JCuda, so that another binding can take its place.
@NullMarked
package dev.twofold.cuda.driver;

import org.jspecify.annotations.NullMarked;
