/// What a user calls: finds backends, compiles graphs, runs programs.
@NullMarked
package dev.twofold.runtime;

import org.jspecify.annotations.NullMarked;
