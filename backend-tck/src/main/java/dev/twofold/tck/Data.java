package dev.twofold.tck;

import dev.twofold.graph.Layer;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.ParameterSpec;
import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Seeded numbers for inputs and weights, the same on every machine.
enum Data {
  /// Small integers, whose sums are exact in any order.
  INTEGERS,
  /// Numbers between -1 and 1.
  FLOATS,
  /// Floats with now and then a NaN, an infinity, a negative zero or a denormal among the inputs.
  SPECIALS;

  private static final float[] RARE = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 1e-40f, -3e-42f, 0f
  };
  private static final int RARITY = 12;

  /// The inputs of a call, row-major.
  List<Tensor> inputs(LayerCall call) {
    List<Tensor> inputs = new ArrayList<>();
    for (TensorType type : call.inputs()) {
      Random random = new Random(call.toString().hashCode() + 31L * inputs.size());
      inputs.add(
          switch (type.type()) {
            case FLOAT32 -> floats(type.shape(), random);
            case INT32 -> indices(call, type.shape(), random);
          });
    }
    return inputs;
  }

  /// Floats of a shape.
  Tensor floats(Shape shape, Random random) {
    float[] data = new float[(int) shape.elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = number(random);
      if (this == SPECIALS && random.nextInt(RARITY) == 0) {
        data[i] = RARE[random.nextInt(RARE.length)];
      }
    }
    return Tensor.of(shape, data);
  }

  private float number(Random random) {
    return this == INTEGERS ? random.nextInt(7) - 3 : random.nextFloat() * 2 - 1;
  }

  /// Integers: for an unpooling, places in its output plane.
  private static Tensor indices(LayerCall call, Shape shape, Random random) {
    Shape out = call.output().shape();
    int[] indices = new int[(int) shape.elements()];
    if (!(call.layer() instanceof MaxUnpool2d layer)) {
      Arrays.setAll(indices, _ -> random.nextInt(2001) - 1000);
      return Tensor.ofInts(shape, indices);
    }
    for (int i = 0; i < indices.length; i++) {
      int h = i / shape.w() % shape.h() * layer.window().strideH() + random.nextInt(2);
      int w = i % shape.w() * layer.window().strideW() + random.nextInt(2);
      indices[i] = Math.min(h, out.h() - 1) * out.w() + Math.min(w, out.w() - 1);
    }
    return Tensor.ofInts(shape, indices);
  }

  /// A layer's weights. For [#INTEGERS], normalisations multiply by a power of two where their
  /// epsilon is 0.
  Weights weights(Layer layer, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : layer.parameters()) {
      tensors.put(spec.name(), weight(spec, random));
    }
    return Weights.of(tensors);
  }

  private Tensor weight(ParameterSpec spec, Random random) {
    float[] data = new float[(int) spec.shape().elements()];
    for (int i = 0; i < data.length; i++) {
      float number = this == INTEGERS ? random.nextInt(5) - 2 : random.nextFloat() * 2 - 1;
      data[i] =
          switch (spec.role()) {
            case RUNNING_VARIANCE -> this == INTEGERS ? 4 : 0.5f + Math.abs(number);
            case SCALE -> this == INTEGERS ? (random.nextBoolean() ? 2 : -4) : number;
            case WEIGHT, BIAS, SHIFT, RUNNING_MEAN, CONSTANT -> number;
          };
    }
    return Tensor.of(spec.shape(), data);
  }
}
