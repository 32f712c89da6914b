/// What the author of a backend implements. A user of programs needs none of it.
@NullMarked
package dev.twofold.spi;

import org.jspecify.annotations.NullMarked;
