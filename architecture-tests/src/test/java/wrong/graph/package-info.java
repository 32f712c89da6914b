/// Counter-examples.
@NullMarked
package wrong.graph;

import org.jspecify.annotations.NullMarked;
