/// The reference backend: every layer in plain loops.
@NullMarked
package dev.twofold.reference;

import org.jspecify.annotations.NullMarked;
