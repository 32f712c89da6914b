/// The smallest useful backend.
module dev.example.hello {
  requires static transitive org.jspecify;
  requires transitive dev.twofold.api;

  exports dev.example.hello;

  provides dev.twofold.spi.BackendProvider with
      dev.example.hello.HelloBackendProvider;
}
