package wrong.cuda;

import jcuda.StandIn;

/// Breaks rule 14.
final class LeakyCompiler {

  private LeakyCompiler() {}

  static StandIn handle() {
    return new StandIn();
  }
}
