package dev.twofold.runtime;

/// The names of the loggers. They are part of what users rely on, so they are not those of classes.
final class Logs {

  /// Which backends are found and chosen.
  static final String DISCOVERY = "dev.twofold.discovery";

  /// Compiling: what was planned, how long it took.
  static final String COMPILE = "dev.twofold.compile";

  /// Parts of a model that run on another backend than the chosen one.
  static final String FALLBACK = "dev.twofold.fallback";

  /// Programs while they run and when they end.
  static final String RUN = "dev.twofold.run";

  private Logs() {}
}
