/// Counter-examples.
@NullMarked
package wrong.cost;

import org.jspecify.annotations.NullMarked;
