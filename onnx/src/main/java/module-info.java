/// Reads ONNX files into models.
module dev.twofold.onnx {
  requires static transitive org.jspecify;
  requires transitive dev.twofold.api;

  exports dev.twofold.onnx;
}
