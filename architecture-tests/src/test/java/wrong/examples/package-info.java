/// Counter-examples.
@NullMarked
package wrong.examples;

import org.jspecify.annotations.NullMarked;
