/// The reference backend: every core layer in plain loops.
module dev.twofold.reference {
  requires static transitive org.jspecify;
  requires dev.twofold.api;

  provides dev.twofold.spi.BackendProvider with
      dev.twofold.reference.ReferenceBackendProvider;
}
