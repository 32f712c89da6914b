/// The smallest useful backend.
module dev.example.hello {
  requires static transitive org.jspecify;
  requires dev.twofold.api;
}
