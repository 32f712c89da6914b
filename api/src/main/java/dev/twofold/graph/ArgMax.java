package dev.twofold.graph;

import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/// The place of the largest element along an axis, counted from 0, as 32-bit integers: the class of
/// each pixel from its scores. NaN counts as the largest of all. No params, no mult-adds.
///
/// @param axis the axis, counted from the back if negative
/// @param keepAxis whether the axis stays, with extent 1
/// @param last whether the last of several equal elements is told, instead of the first
public record ArgMax(int axis, boolean keepAxis, boolean last) implements Layer {

  @Override
  public List<TensorType> outputs(List<TensorType> inputs) {
    Shape in = Inputs.single(inputs);
    int place = Inputs.axis(axis, in);
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < in.rank(); i++) {
      if (i != place) {
        dims.add(in.dim(i));
      } else if (keepAxis) {
        dims.add(1);
      }
    }
    int[] out = dims.stream().mapToInt(Integer::intValue).toArray();
    return List.of(new TensorType(Shape.of(out), DataType.INT32));
  }
}
