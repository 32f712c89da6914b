/// Counter-examples.
@NullMarked
package wrong.cli;

import org.jspecify.annotations.NullMarked;
