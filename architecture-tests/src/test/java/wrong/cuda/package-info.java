/// Counter-examples.
@NullMarked
package wrong.cuda;

import org.jspecify.annotations.NullMarked;
