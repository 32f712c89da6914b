package dev.twofold.tck;

import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/// What every layer computes, in double and one element at a time: written from the layers'
/// documentation and for the kit alone, so that no backend is its own judge, the reference backend
/// neither.
final class Oracle {

  private Oracle() {}

  /// Computes one element of the first output.
  interface Rule {

    /// Puts the element at output place `o` (an index per axis) into a cell.
    void at(int[] o, Cell cell);
  }

  /// What a call must give for inputs in row-major order.
  static List<Expected> of(LayerCall call, List<Tensor> inputs, Weights weights) {
    Rule rule = rule(call, inputs, weights);
    TensorType type = call.output();
    int count = (int) type.shape().elements();
    double[] values = new double[count];
    double[] slack = new double[count];
    Cell cell = new Cell();
    for (int i = 0; i < count; i++) {
      cell.clear();
      rule.at(Places.of(type.shape(), i), cell);
      finish(call, inputs, i, cell);
      values[i] = cell.value();
      slack[i] = cell.slack();
    }
    List<Expected> outputs = new ArrayList<>(List.of(new Expected(type, values, slack)));
    if (call.layer() instanceof Pool2d pool && pool.indices()) {
      outputs.add(MoveRules.indices(pool, inputs.getFirst(), call.outputs().get(1)));
    }
    return outputs;
  }

  private static void finish(LayerCall call, List<Tensor> inputs, int i, Cell cell) {
    for (Epilogue.Stage stage : call.epilogue().stages()) {
      switch (stage) {
        case Epilogue.Activate(Activation activation) -> cell.activate(activation);
        case Epilogue.AddResidual _ -> cell.residual(inputs.getLast().floats()[i]);
      }
    }
  }

  private static Rule rule(LayerCall call, List<Tensor> in, Weights weights) {
    Tensor x = in.isEmpty() ? Tensor.zeros(call.output()) : in.getFirst();
    return switch (call.layer()) {
      case ConvTranspose2d layer -> SumRules.transposed(layer, x, weights);
      case Convolution layer -> SumRules.convolution(layer, x, weights);
      case Linear layer -> SumRules.linear(layer, x, weights);
      case MatMul _ -> SumRules.product(x, in.get(1), call.output().shape());
      case BatchNorm2d layer -> SumRules.batchNorm(layer, x, weights);
      case GlobalAveragePool _ -> SumRules.mean(x);
      case Pool2d layer when layer.reduction() == Pool2d.Reduction.AVERAGE ->
          SumRules.average(layer, x);
      case Pool2d layer -> MoveRules.max(layer, x);
      case MaxUnpool2d _ -> MoveRules.unpool(x, in.get(1), call.output().shape());
      case Resize layer -> ResizeRules.of(layer, x, call.output().shape());
      case Concat layer -> MoveRules.concat(layer, in.subList(0, concatenated(call)));
      case Slice layer -> MoveRules.slice(layer, x);
      case Transpose layer -> MoveRules.transpose(layer, x);
      case Pad layer -> MoveRules.pad(layer, x);
      case Activation layer -> PointRules.activation(layer, x);
      case Elementwise layer -> PointRules.elementwise(layer, x, in.get(1));
      case MathFunction layer ->
          PointRules.function(layer.function(), x, in.get(layer.function().arguments() - 1));
      case Select _ -> PointRules.select(in.get(0), in.get(1), in.get(2));
      case ArgMax layer -> MoveRules.argMax(layer, x);
      case Cast _ -> (o, cell) -> PointRules.cast(SumRules.at(x, o), call.output().type(), cell);
      case Softmax layer -> PointRules.softmax(layer, x);
      case Identity _ -> (o, cell) -> cell.set(x.floats()[Places.index(x.shape(), o)]);
      case Reinterpret _ ->
          (o, cell) -> cell.set(x.floats()[Places.index(call.output().shape(), o)]);
      case Constant _ ->
          (o, cell) ->
              cell.set(weights.get("value").floats()[Places.index(call.output().shape(), o)]);
      case CustomLayer layer ->
          throw new IllegalArgumentException("no definition of custom layer " + layer.kind());
    };
  }

  /// The inputs that are joined: all but the residual.
  private static int concatenated(LayerCall call) {
    return call.inputs().size() - (call.epilogue().addsResidual() ? 1 : 0);
  }
}
