package dev.twofold.tck;

import java.util.List;

/// Checks of one kind.
///
/// @param id `contract`, `numerics`, `graphs`, `determinism` or `speed`
/// @param checks in order
record Group(String id, List<Check> checks) {

  Group {
    checks = List.copyOf(checks);
  }
}
