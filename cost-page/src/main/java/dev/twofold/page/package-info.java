/// What a graph costs, as one page for a browser that needs nothing but itself.
@NullMarked
package dev.twofold.page;

import org.jspecify.annotations.NullMarked;
