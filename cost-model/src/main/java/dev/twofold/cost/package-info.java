/// What a graph costs: params, mult-adds, memory and traffic, under named conventions. Reads graphs
/// only; needs no weights and no backend.
@NullMarked
package dev.twofold.cost;

import org.jspecify.annotations.NullMarked;
