package dev.example.hello;

import dev.twofold.graph.Activation;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.Device;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.Arrays;

/// Depthwise and pointwise convolution in plain loops, with a ReLU behind them. Whatever else a
/// network has, the runtime gives to the next backend.
final class HelloBackend implements Backend {

  private final Device device;

  HelloBackend(Device device) {
    this.device = device;
  }

  @Override
  public BackendInfo info() {
    return new BackendInfo("hello", device, "plain loops, 1 thread", true);
  }

  @Override
  public Support supports(LayerCall call) {
    if (!call.epilogue().isEmpty() && !endsInRelu(call)) {
      return Support.no("only ReLU is fused");
    }
    return switch (call.layer()) {
      case PointwiseConv2d _ -> Support.yes("pointwise_nchw_f32", Layout.NCHW);
      case DepthwiseConv2d layer when layer.multiplier() == 1 ->
          Support.yes("depthwise_nchw_f32", Layout.NCHW);
      default -> Support.no("only depthwise and pointwise convolutions are known");
    };
  }

  private static boolean endsInRelu(LayerCall call) {
    return call.epilogue().equals(Epilogue.NONE.then(new Epilogue.Activate(Activation.RELU)));
  }

  @Override
  public Kernel prepare(LayerCall call, Weights weights) {
    float[] weight = weights.get("weight").floats();
    float[] bias =
        weights.contains("bias")
            ? weights.get("bias").floats()
            : new float[call.output().shape().c()];
    float floor = endsInRelu(call) ? 0 : Float.NEGATIVE_INFINITY;
    return switch (call.layer()) {
      case PointwiseConv2d _ -> arguments -> pointwise(arguments, weight, bias, floor);
      case DepthwiseConv2d layer ->
          arguments -> depthwise(arguments, layer.window(), weight, bias, floor);
      default -> throw new BackendException("hello: no kernel for " + call.layer().kind());
    };
  }

  /// Every output plane is a weighted sum of all input planes of its image.
  private static void pointwise(Arguments arguments, float[] weight, float[] bias, float floor) {
    TensorView in = arguments.input(0);
    TensorView out = arguments.output(0);
    Shape shape = in.type().shape();
    int pixels = shape.h() * shape.w();
    int outChannels = bias.length;
    for (int n = 0; n < shape.n(); n++) {
      for (int oc = 0; oc < outChannels; oc++) {
        int to = out.offset() + (n * outChannels + oc) * pixels;
        Arrays.fill(out.floats(), to, to + pixels, bias[oc]);
        for (int ic = 0; ic < shape.c(); ic++) {
          float factor = weight[oc * shape.c() + ic];
          int from = in.offset() + (n * shape.c() + ic) * pixels;
          for (int i = 0; i < pixels; i++) {
            out.floats()[to + i] += factor * in.floats()[from + i];
          }
        }
        atLeast(out.floats(), to, pixels, floor);
      }
    }
  }

  /// Every plane is filtered on its own.
  private static void depthwise(
      Arguments arguments, Window window, float[] weight, float[] bias, float floor) {
    TensorView in = arguments.input(0);
    TensorView out = arguments.output(0);
    Shape shape = in.type().shape();
    Shape result = out.type().shape();
    for (int plane = 0; plane < shape.n() * shape.c(); plane++) {
      int from = in.offset() + plane * shape.h() * shape.w();
      int to = out.offset() + plane * result.h() * result.w();
      int c = plane % shape.c();
      for (int oh = 0; oh < result.h(); oh++) {
        for (int ow = 0; ow < result.w(); ow++) {
          float sum = bias[c];
          for (int kh = 0; kh < window.kernelH(); kh++) {
            int ih = oh * window.strideH() - window.padTop() + kh * window.dilationH();
            for (int kw = 0; kw < window.kernelW(); kw++) {
              int iw = ow * window.strideW() - window.padLeft() + kw * window.dilationW();
              if (ih >= 0 && ih < shape.h() && iw >= 0 && iw < shape.w()) {
                sum +=
                    weight[(c * window.kernelH() + kh) * window.kernelW() + kw]
                        * in.floats()[from + ih * shape.w() + iw];
              }
            }
          }
          out.floats()[to + oh * result.w() + ow] = sum;
        }
      }
      atLeast(out.floats(), to, result.h() * result.w(), floor);
    }
  }

  private static void atLeast(float[] values, int from, int count, float floor) {
    for (int i = from; i < from + count; i++) {
      values[i] = values[i] < floor ? floor : values[i];
    }
  }

  @Override
  public void close() {}
}
