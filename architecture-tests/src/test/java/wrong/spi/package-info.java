/// Counter-examples.
@NullMarked
package wrong.spi;

import org.jspecify.annotations.NullMarked;
