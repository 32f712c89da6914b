/// The CPU backend.
module dev.twofold.cpu {
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;
  requires dev.twofold.api;
  requires org.slf4j;

  provides dev.twofold.spi.BackendProvider with
      dev.twofold.cpu.CpuBackendProvider;
}
