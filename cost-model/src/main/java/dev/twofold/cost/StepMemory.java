package dev.twofold.cost;

import dev.twofold.graph.Node;
import java.util.List;
import java.util.OptionalLong;

/// What one step moves through memory: inputs and weights read once, the output written once.
///
/// @param nodes the calls that run as one step, in call order
/// @param weightBytes bytes of weights, a folded normalisation as one bias per channel
/// @param readBytes bytes of inputs, without pooling indices
/// @param writtenBytes bytes of outputs, without pooling indices
/// @param indexBytes bytes of pooling indices read and written
/// @param multAdds mult-adds by convention `weights`, for the whole batch; empty if unknown
public record StepMemory(
    List<Node> nodes,
    long weightBytes,
    long readBytes,
    long writtenBytes,
    long indexBytes,
    OptionalLong multAdds) {

  /// Copies the list.
  public StepMemory {
    nodes = List.copyOf(nodes);
  }

  /// The name of the first call.
  public String name() {
    return nodes.getFirst().name();
  }

  /// Bytes moved, without pooling indices.
  public long movedBytes() {
    return Math.addExact(weightBytes, Math.addExact(readBytes, writtenBytes));
  }

  /// The arithmetic intensity in FLOPs (2 per mult-add) per byte moved; 0 if the mult-adds are
  /// unknown.
  public double intensity() {
    return movedBytes() == 0 ? 0 : 2.0 * multAdds.orElse(0) / movedBytes();
  }
}
