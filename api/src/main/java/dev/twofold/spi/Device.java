package dev.twofold.spi;

import java.util.OptionalLong;

/// A device that a backend can open.
///
/// @param index the number users select it by, as in `cuda:1`
/// @param name what it is, for people
/// @param memoryBytes its own memory in bytes; empty if it uses the host's
public record Device(int index, String name, OptionalLong memoryBytes) {

  /// A device that uses the host's memory.
  public static Device host(int index, String name) {
    return new Device(index, name, OptionalLong.empty());
  }
}
