/// Small programs that show how Twofold is used.
module dev.twofold.examples {
  requires static transitive org.jspecify;
  requires transitive dev.twofold.api;
  requires dev.twofold.cost;
  requires dev.twofold.io;
  requires dev.twofold.models;
  requires dev.twofold.onnx;

  exports dev.twofold.examples;
}
