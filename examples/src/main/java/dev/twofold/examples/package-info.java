/// Small programs that show how Twofold is used.
@NullMarked
package dev.twofold.examples;

import org.jspecify.annotations.NullMarked;
