/// What a graph costs: params and mult-adds, and how to print them.
@NullMarked
package dev.twofold.cost;

import org.jspecify.annotations.NullMarked;
