package dev.twofold.spi;

/// The version of the service-provider interface in this package.
public final class Spi {

  /// The version. `return Spi.VERSION;` in [BackendProvider#spiVersion()] keeps the value that the
  /// author compiled against, since the compiler copies constants.
  public static final int VERSION = 1;

  private Spi() {}
}
