/// Describes networks, and compiles and runs them on the backends that it finds.
module dev.twofold.api {
  requires static transitive org.jspecify;
  requires jdk.jfr;
  requires org.slf4j;

  exports dev.twofold.graph;
  exports dev.twofold.runtime;
  exports dev.twofold.spi;
  exports dev.twofold.tensor;

  uses dev.twofold.spi.BackendProvider;
}
