package dev.twofold.spi;

/// What kind of device a backend runs on, in ascending order of preference.
public enum DeviceClass {
  /// Plain loops that define what is right; the last resort.
  REFERENCE,
  /// The host's processor.
  CPU,
  /// A device with memory of its own.
  ACCELERATOR
}
