/// The contract of backends as tests.
module dev.twofold.tck {
  requires static transitive org.jspecify;
  requires transitive dev.twofold.api;
  requires dev.twofold.cost;
  requires com.fasterxml.jackson.core;
  requires java.management;
  requires jdk.management;
  // Only BackendContract needs JUnit; Main runs without.
  requires static transitive org.junit.jupiter.api;
  requires static org.opentest4j;

  exports dev.twofold.tck;
}
