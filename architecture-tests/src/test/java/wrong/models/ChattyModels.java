package wrong.models;

/// Breaks rule 16: prints.
final class ChattyModels {

  private ChattyModels() {}

  static void print() {
    System.out.println("model");
  }
}
