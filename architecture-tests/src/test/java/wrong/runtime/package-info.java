/// Counter-examples.
@NullMarked
package wrong.runtime;

import org.jspecify.annotations.NullMarked;
