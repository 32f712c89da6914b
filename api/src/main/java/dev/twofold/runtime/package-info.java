/// What a user calls: backends are found and chosen, models compiled into programs, programs run.
@NullMarked
package dev.twofold.runtime;

import org.jspecify.annotations.NullMarked;
