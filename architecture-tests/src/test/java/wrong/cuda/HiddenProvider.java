package wrong.cuda;

import wrong.graph.LayerProvider;

/// Breaks rule 10: ServiceLoader cannot see it.
final class HiddenProvider implements LayerProvider {

  public HiddenProvider() {}
}
