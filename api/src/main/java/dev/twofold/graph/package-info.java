/// Descriptions: layers, graphs of them, their weights, and the plan of an execution. Nothing here
/// computes on data.
@NullMarked
package dev.twofold.graph;

import org.jspecify.annotations.NullMarked;
