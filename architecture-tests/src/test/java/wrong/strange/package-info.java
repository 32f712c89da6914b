/// Counter-examples.
@NullMarked
package wrong.strange;

import org.jspecify.annotations.NullMarked;
