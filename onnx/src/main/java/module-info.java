/// Reads ONNX files.
module dev.twofold.onnx {
  requires static transitive org.jspecify;
  requires transitive dev.twofold.api;
  requires com.google.common;
  requires com.google.protobuf;
  requires org.slf4j;
  requires org.tribuo.util.onnx;
}
