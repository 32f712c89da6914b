/// The commands of the program `twofold`.
@NullMarked
package dev.twofold.cli;

import org.jspecify.annotations.NullMarked;
