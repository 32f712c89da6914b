/// Counter-examples.
@NullMarked
package wrong.cpu.kernel;

import org.jspecify.annotations.NullMarked;
