package dev.twofold.spi;

import dev.twofold.graph.Activation;
import java.util.List;
import java.util.stream.Stream;

/// What is done to a layer's only output before it is stored, in order: at most one activation and
/// at most one residual addition. Bias and folded batch normalisation belong to the layer itself.
///
/// @param stages the stages in the order in which they apply
public record Epilogue(List<Stage> stages) {

  /// Nothing.
  public static final Epilogue NONE = new Epilogue(List.of());

  /// One thing done to every element.
  public sealed interface Stage permits Activate, AddResidual {}

  /// Applies an activation.
  ///
  /// @param activation which
  public record Activate(Activation activation) implements Stage {}

  /// Adds the call's last input, of the output's shape.
  public record AddResidual() implements Stage {}

  /// Copies the list.
  public Epilogue {
    stages = List.copyOf(stages);
  }

  /// This epilogue followed by one more stage.
  public Epilogue then(Stage stage) {
    return new Epilogue(Stream.concat(stages.stream(), Stream.of(stage)).toList());
  }

  /// Whether nothing is done.
  public boolean isEmpty() {
    return stages.isEmpty();
  }

  /// Whether a residual is added.
  public boolean addsResidual() {
    return stages.stream().anyMatch(AddResidual.class::isInstance);
  }

  /// Whether an activation is applied.
  public boolean activates() {
    return stages.stream().anyMatch(Activate.class::isInstance);
  }
}
