package dev.twofold.cuda.step;

import dev.twofold.spi.Support;

/// What there is for a call: a recipe, or a reason why not.
sealed interface Choice permits Recipe, Choice.Refusal {

  /// There is no kernel.
  ///
  /// @param reason to follow "because"
  record Refusal(String reason) implements Choice {
    @Override
    public Support support() {
      return Support.no(reason);
    }
  }

  /// The answer.
  Support support();
}
