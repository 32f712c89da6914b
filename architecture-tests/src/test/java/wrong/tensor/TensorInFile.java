package wrong.tensor;

import java.nio.file.Path;

/// Breaks rule 6.
final class TensorInFile {

  private TensorInFile() {}

  static Path path() {
    return Path.of("tensor.npy");
  }
}
