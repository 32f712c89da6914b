package dev.twofold.onnx;

import dev.twofold.graph.Model;
import java.util.List;

/// A network before and after it was simplified.
///
/// @param asImported with a call for every node of the file, as far as layers correspond to it
/// @param simplified with the layers that the file's nodes mean
/// @param simplifications what makes the difference, in the order of the calls: every node that is
///     gone or has another layer stands here
public record ImportReport(
    Model asImported, Model simplified, List<Simplification> simplifications) {

  /// Copies the list.
  public ImportReport {
    simplifications = List.copyOf(simplifications);
  }
}
