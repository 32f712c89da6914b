/// Counter-examples.
@NullMarked
package wrong.tensor;

import org.jspecify.annotations.NullMarked;
