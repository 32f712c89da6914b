/// Networks as tables of records.
@NullMarked
package dev.twofold.models;

import org.jspecify.annotations.NullMarked;
