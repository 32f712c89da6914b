/// The PTX that ships, and the manifest that tells what is in it.
@NullMarked
package dev.twofold.cuda.ptx;

import org.jspecify.annotations.NullMarked;
