/// Counter-examples.
@NullMarked
package wrong.models;

import org.jspecify.annotations.NullMarked;
