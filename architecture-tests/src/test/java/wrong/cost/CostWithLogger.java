package wrong.cost;

import java.util.List;
import org.slf4j.Logger;

/// Breaks rule 15.
public final class CostWithLogger {

  private CostWithLogger() {}

  /// Logs a cost.
  public static void log(List<Logger> loggers) {
    loggers.forEach(logger -> logger.info("cost"));
  }
}
