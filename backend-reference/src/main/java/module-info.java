/// The reference backend.
module dev.twofold.reference {
  requires static transitive org.jspecify;
  requires dev.twofold.api;
}
