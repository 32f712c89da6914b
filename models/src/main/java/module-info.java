/// Well-known networks.
module dev.twofold.models {
  requires static transitive org.jspecify;
  requires transitive dev.twofold.api;
  requires com.google.common;

  exports dev.twofold.models;
}
