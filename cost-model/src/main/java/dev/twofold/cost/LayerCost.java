package dev.twofold.cost;

import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.OptionalLong;

/// What one call of a layer costs.
///
/// @param node the call
/// @param params its params; 0 where an earlier call of the same module has counted them
/// @param trainableParams those of its params that training changes
/// @param multAdds its mult-adds, or empty if a custom layer does not tell
/// @param repeated whether an earlier call is of the same module
public record LayerCost(
    Node node, long params, long trainableParams, OptionalLong multAdds, boolean repeated) {

  /// The call's name, a path such as `features.3.conv.0`.
  public String name() {
    return node.name();
  }

  /// The kind of layer, such as `DepthwiseConv2d`.
  public String kind() {
    return node.layer().kind();
  }

  /// The name that PyTorch has for the kind of layer, such as `Conv2d` for all regular, depthwise
  /// and pointwise convolutions.
  public String moduleType() {
    return ModuleTypes.of(node.layer());
  }

  /// The shapes of the inputs, `[N, C, H, W]` for images.
  public List<Shape> inputShapes() {
    return node.inputs().stream().map(Value::shape).toList();
  }

  /// The shape of the (first) output, `[N, C, H, W]` for images.
  public Shape outputShape() {
    return node.output().shape();
  }
}
