/// The contract of backends as tests that anyone can run: extend
/// [dev.twofold.tck.BackendContract], or start [dev.twofold.tck.Main].
@NullMarked
package dev.twofold.tck;

import org.jspecify.annotations.NullMarked;
