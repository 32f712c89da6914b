package wrong.onnx;

import java.util.ServiceLoader;
import wrong.graph.LayerProvider;

/// Breaks rule 11 as one of two places that load layers, and rule 17.
final class LayerLoader {

  private LayerLoader() {}

  static ServiceLoader<LayerProvider> load() {
    return ServiceLoader.load(LayerProvider.class);
  }
}
