package wrong.models;

/// Breaks rule 16: throws what nobody can catch by type.
final class CarelessModels {

  private CarelessModels() {}

  static void fail() {
    throw new RuntimeException("model");
  }
}
