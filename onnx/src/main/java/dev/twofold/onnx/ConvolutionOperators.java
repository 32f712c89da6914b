package dev.twofold.onnx;

import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Unsqueeze;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Conv and ConvTranspose, over images and over sequences.
final class ConvolutionOperators {

  private ConvolutionOperators() {}

  static void conv(Call call) {
    Literal weight = checked(call, call.known(1, "weights"));
    finish(call, layer(call, weight, call.has(2)), weight);
  }

  /// The convolution that a node's attributes and weights tell.
  static Convolution layer(Call call, Literal weight, boolean biased) {
    checked(call, weight);
    int groups = call.attributes().index("group", 1);
    Window window = WindowReader.read(call, kernel(call, weight));
    int in = Math.multiplyExact(weight.dims()[1], groups);
    return Convolution.of(in, weight.dims()[0], window, groups, biased);
  }

  static void convTranspose(Call call) {
    Literal weight = checked(call, call.known(1, "weights"));
    Attributes attributes = call.attributes();
    int groups = attributes.index("group", 1);
    int spatial = weight.rank() - 2;
    int[] extra =
        sides(attributes.indices("output_padding", new int[spatial]), spatial, "output_padding");
    int[] target = attributes.indices("output_shape");
    if (target.length > 0) {
      int[] tail = Arrays.copyOfRange(target, Math.max(0, target.length - spatial), target.length);
      target = WindowReader.image(tail, spatial, "output_shape");
    }
    Window window = WindowReader.readTransposed(call, kernel(call, weight), extra, target);
    int in = weight.dims()[0];
    int out = Math.multiplyExact(weight.dims()[1], groups);
    boolean biased = call.has(2);
    finish(call, new ConvTranspose2d(in, out, window, extra[0], extra[1], groups, biased), weight);
  }

  private static Literal checked(Call call, Literal weight) {
    if (weight.rank() != 3 && weight.rank() != 4) {
      throw Refusal.unsupported(
          "only convolutions over images [N, C, H, W] and sequences [N, C, L] are supported, got"
              + " weights %s",
          weight);
    }
    if (call.rank(0) != weight.rank()) {
      throw Refusal.malformed(
          "input %s and weights %s differ in rank", Arrays.toString(call.dims(0)), weight);
    }
    return weight;
  }

  private static int[] kernel(Call call, Literal weight) {
    int[] kernel = Arrays.copyOfRange(weight.dims(), 2, weight.rank());
    int[] told = call.attributes().indices("kernel_shape", kernel);
    if (!Arrays.equals(told, kernel)) {
      throw Refusal.malformed(
          "kernel_shape %s contradicts weights %s", Arrays.toString(told), weight);
    }
    return kernel;
  }

  private static int[] sides(int[] values, int spatial, String name) {
    if (values.length != spatial) {
      throw Refusal.malformed(
          "'%s' must have %d values, got %s", name, spatial, Arrays.toString(values));
    }
    return spatial == 1 ? new int[] {0, values[0]} : values;
  }

  private static void finish(Call call, Convolution layer, Literal weight) {
    float[] bias = layer.bias() ? call.known(2, "bias").floats() : new float[0];
    call.result(apply(call, layer, weight, bias, call.floats(0)));
  }

  /// Calls a convolution; a sequence is taken as an image of one row.
  ///
  /// @param bias one number for each channel; not read if the layer has none
  static Wire apply(Call call, Convolution layer, Literal weight, float[] bias, Wire input) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("weight", Tensor.of(layer.weightShape(), weight.floats()));
    if (layer.bias()) {
      weights.put("bias", Tensor.of(Shape.of(bias.length), bias));
    }
    if (call.rank(0) == 4) {
      return call.main(layer, weights, input);
    }
    Wire image = call.helper("in", new Unsqueeze(List.of(2)), input);
    return call.helper("out", new Squeeze(List.of(2)), call.main(layer, weights, image));
  }
}
