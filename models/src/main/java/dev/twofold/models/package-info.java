/// Well-known networks as graphs: tables of records, built on demand by name.
@NullMarked
package dev.twofold.models;

import org.jspecify.annotations.NullMarked;
