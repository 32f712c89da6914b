package wrong.io;

import wrong.graph.Layer;

/// Breaks rule 1: files hold tensors.
final class FileOfGraphs {

  private FileOfGraphs() {}

  static Class<?> content() {
    return Layer.class;
  }
}
