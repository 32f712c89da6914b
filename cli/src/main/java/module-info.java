/// The program `twofold`.
module dev.twofold.cli {
  requires static org.jspecify;
  requires dev.twofold.api;
  requires dev.twofold.cost;
  requires dev.twofold.io;
  requires dev.twofold.models;
  requires dev.twofold.onnx;
  requires dev.twofold.page;
  requires com.fasterxml.jackson.core;
  requires com.google.common;
  requires info.picocli;
  requires me.tongfei.progressbar;

  exports dev.twofold.cli;

  opens dev.twofold.cli to
      info.picocli;
}
