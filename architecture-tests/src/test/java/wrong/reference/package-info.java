/// Counter-examples.
@NullMarked
package wrong.reference;

import org.jspecify.annotations.NullMarked;
