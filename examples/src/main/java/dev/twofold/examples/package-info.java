/// Small programs that show how Twofold is used, each with a `main` that prints what it does.
@NullMarked
package dev.twofold.examples;

import org.jspecify.annotations.NullMarked;
