/// Cost reports as text: summaries in torchinfo's form and our own, and forms for other programs.
@NullMarked
package dev.twofold.cost.render;

import org.jspecify.annotations.NullMarked;
