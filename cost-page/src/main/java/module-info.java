/// What a graph costs, as a page for a browser.
module dev.twofold.page {
  requires static transitive org.jspecify;
  requires transitive dev.twofold.cost;
  requires com.fasterxml.jackson.core;
  requires com.samskivert.jmustache;

  exports dev.twofold.page;
}
