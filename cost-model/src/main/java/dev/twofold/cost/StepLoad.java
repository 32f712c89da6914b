package dev.twofold.cost;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Node;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What of a step decides how long it takes.
///
/// @param kind what it computes, such as `pointwise`, `depthwise 3x3 s2` or, fused with the pointwise
///   convolution behind it, `depthwise-separable 3x3 s2`; steps of one kind run at the same rates
/// @param multAdds mult-adds by convention `weights`, for the whole batch; unknown ones count as none
/// @param activationBytes bytes of inputs and outputs, pooling indices among them
/// @param weightBytes bytes of weights
/// @param curvedBytes bytes of the output, if the step ends with an activation that is more than a
///   clip (sigmoid, SiLU, hard-swish, ...), else 0
public record StepLoad(
    String kind, long multAdds, long activationBytes, long weightBytes, long curvedBytes) {

  /// The kind of steps that move a tensor from one memory order to another.
  public static final String COPY = "copy";

  /// What a vector of any machine holds; a kernel of fewer channels computes some for nothing.
  private static final int VECTOR = 16;

  /// So few input channels make a convolution the first of its network, which kernels do apart.
  private static final int FEW_CHANNELS = 4;

  /// Bytes moved, of activations and weights.
  public long movedBytes() {
    return activationBytes + weightBytes;
  }

  /// The load of a step as defined or as a graph alone lets expect it.
  public static StepLoad of(StepMemory step) {
    return of(
        step.nodes(),
        step.multAdds().orElse(0),
        step.readBytes() + step.writtenBytes() + step.indexBytes(),
        step.weightBytes(),
        step.writtenBytes());
  }

  /// The loads of a program's steps, in order.
  public static List<StepLoad> of(Execution execution) {
    Map<String, Node> nodes = new HashMap<>();
    execution.defined().graph().nodes().forEach(node -> nodes.put(node.name(), node));
    return execution.steps().stream()
        .map(step ->
            of(
                step.step().nodes().stream().map(nodes::get).toList(),
                step.multAdds().orElse(0),
                step.step().readBytes() + step.step().writtenBytes(),
                step.step().weightBytes(),
                step.step().writtenBytes()))
        .toList();
  }

  private static StepLoad of(
      List<Node> nodes, long multAdds, long activationBytes, long weightBytes, long writtenBytes) {
    boolean curved = nodes.stream().anyMatch(StepLoad::isCurved);
    return new StepLoad(
        kind(nodes), multAdds, activationBytes, weightBytes, curved ? writtenBytes : 0);
  }

  private static boolean isCurved(Node node) {
    return node.layer() instanceof Activation activation
        && switch (activation.function()) {
          case RELU, CLIP, LEAKY_RELU -> false;
          case SIGMOID, HARD_SIGMOID, HARD_SWISH, SILU, TANH -> true;
        };
  }

  private static String kind(List<Node> nodes) {
    if (nodes.isEmpty()) {
      return COPY;
    }
    boolean separable =
        nodes.getFirst().layer() instanceof DepthwiseConv2d
            && nodes.stream().anyMatch(node -> node.layer() instanceof PointwiseConv2d);
    String first = kind(nodes.getFirst());
    return separable ? first.replaceFirst("depthwise", "depthwise-separable") : first;
  }

  private static String kind(Node node) {
    return switch (node.layer()) {
      case Convolution convolution -> kind(convolution);
      case Pool2d pool when pool.indices() -> pool.kind() + " with indices";
      case Pool2d pool -> pool.kind() + " " + size(pool.window());
      default -> node.layer().kind();
    };
  }

  private static String kind(Convolution convolution) {
    String few = convolution.outChannels() < VECTOR ? " to few channels" : "";
    return switch (convolution) {
      case PointwiseConv2d _ -> "pointwise" + few;
      case DepthwiseConv2d depthwise -> "depthwise " + size(depthwise.window()) + few;
      case ConvTranspose2d _ -> "transposed convolution";
      case Conv2d conv when conv.groups() > 1 -> "grouped convolution";
      case Conv2d conv when conv.inChannels() <= FEW_CHANNELS -> "first convolution";
      case Conv2d _ -> "convolution" + few;
    };
  }

  private static String size(Window window) {
    return "%dx%d s%d".formatted(window.kernelH(), window.kernelW(), window.strideH());
  }
}
