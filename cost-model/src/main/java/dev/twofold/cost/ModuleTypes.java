package dev.twofold.cost;

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
import dev.twofold.graph.Flatten;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Squeeze;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Unsqueeze;

/// The names that PyTorch has for kinds of layers; where it has none, ours.
final class ModuleTypes {

  private ModuleTypes() {}

  static String of(Layer layer) {
    return switch (layer) {
      case ConvTranspose2d _ -> "ConvTranspose2d";
      case Convolution _ -> "Conv2d";
      case GlobalAveragePool _ -> "AdaptiveAvgPool2d";
      case Resize _ -> "Upsample";
      case Pad pad -> pad(pad);
      case Activation activation -> activation(activation);
      case BatchNorm2d _,
          Pool2d _,
          MaxUnpool2d _,
          Linear _,
          Elementwise _,
          MathFunction _,
          Select _,
          ArgMax _,
          Cast _,
          MatMul _,
          Concat _,
          Flatten _,
          Reshape _,
          Squeeze _,
          Unsqueeze _,
          Transpose _,
          Slice _,
          Softmax _,
          Constant _,
          Identity _,
          CustomLayer _ ->
          layer.kind();
    };
  }

  private static String pad(Pad pad) {
    return switch (pad.mode()) {
      case CONSTANT -> pad.value() == 0 ? "ZeroPad2d" : "ConstantPad2d";
      case REFLECT -> "ReflectionPad2d";
      case EDGE -> "ReplicationPad2d";
    };
  }

  private static String activation(Activation activation) {
    return switch (activation.function()) {
      case CLIP -> activation.kind().equals("Clip") ? "Hardtanh" : activation.kind();
      case HARD_SIGMOID -> "Hardsigmoid";
      case RELU, LEAKY_RELU, SIGMOID, HARD_SWISH, SILU, TANH -> activation.kind();
    };
  }
}
