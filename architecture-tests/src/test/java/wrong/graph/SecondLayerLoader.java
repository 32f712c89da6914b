package wrong.graph;

import java.util.ServiceLoader;

/// Breaks rule 11 as the other of two places that load layers.
final class SecondLayerLoader {

  private SecondLayerLoader() {}

  static ServiceLoader<LayerProvider> load() {
    return ServiceLoader.load(LayerProvider.class);
  }
}
