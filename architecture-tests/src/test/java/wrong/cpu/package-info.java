/// Counter-examples.
@NullMarked
package wrong.cpu;

import org.jspecify.annotations.NullMarked;
