package wrong.models;

import java.util.logging.Logger;

/// Breaks rule 16: logs by java.util.logging.
final class JulModels {

  private JulModels() {}

  static void log() {
    Logger.getAnonymousLogger().info("model");
  }
}
