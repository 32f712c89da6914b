/// Tensors in files.
module dev.twofold.io {
  requires static transitive org.jspecify;
  requires transitive dev.twofold.api;
  requires com.fasterxml.jackson.core;
  requires java.desktop;

  exports dev.twofold.io;
}
