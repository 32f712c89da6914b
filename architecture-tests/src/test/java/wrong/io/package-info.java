/// Counter-examples.
@NullMarked
package wrong.io;

import org.jspecify.annotations.NullMarked;
