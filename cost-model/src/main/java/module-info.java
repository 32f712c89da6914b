/// What a graph costs.
module dev.twofold.cost {
  requires static transitive org.jspecify;
  requires transitive dev.twofold.api;
  requires com.fasterxml.jackson.core;

  exports dev.twofold.cost;
  exports dev.twofold.cost.render;
}
