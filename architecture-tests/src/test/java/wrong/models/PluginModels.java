package wrong.models;

import java.util.ServiceLoader;

/// Breaks rule 11: loads services of its own.
final class PluginModels {

  private PluginModels() {}

  static ServiceLoader<Runnable> load() {
    return ServiceLoader.load(Runnable.class);
  }
}
