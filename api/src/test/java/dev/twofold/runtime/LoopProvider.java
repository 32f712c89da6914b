package dev.twofold.runtime;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Spi;
import dev.twofold.spi.Support;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.List;
import java.util.function.Predicate;

/// A small backend in plain loops for the tests of the runtime: convolutions, batch normalisation,
/// activations and additions of equal shapes, in either memory order, with or without epilogues.
record LoopProvider(
    String id, DeviceClass deviceClass, Layout layout, Predicate<LayerCall> accepts, Log log)
    implements BackendProvider {

  /// What was done to the backends of a provider.
  static final class Log {
    int opened;
    int closed;
    int kernelsClosed;
  }

  static LoopProvider of(String id, Layout layout) {
    return new LoopProvider(id, DeviceClass.CPU, layout, _ -> true, new Log());
  }

  LoopProvider accepting(Predicate<LayerCall> accepts) {
    return new LoopProvider(id, deviceClass, layout, accepts, log);
  }

  LoopProvider on(DeviceClass other) {
    return new LoopProvider(id, other, layout, accepts, log);
  }

  @Override
  public int spiVersion() {
    return Spi.VERSION;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(
        List.of(Device.host(0, "loops"), Device.host(1, "more loops")));
  }

  @Override
  public Backend open(Device device, BackendOptions options) {
    log.opened++;
    return new Loops(this, device);
  }

  private record Loops(LoopProvider provider, Device device) implements Backend {

    @Override
    public BackendInfo info() {
      return new BackendInfo(provider.id, device, "loops", true);
    }

    @Override
    public Support supports(LayerCall call) {
      boolean known =
          switch (call.layer()) {
            case ConvTranspose2d _ -> false;
            case Convolution _, BatchNorm2d _, Activation _ -> true;
            case Elementwise e -> e.equals(Elementwise.ADD) && call.input().equals(call.output());
            default -> false;
          };
      return known && provider.accepts.test(call)
          ? Support.yes("loops_" + call.epilogue().stages().size(), provider.layout)
          : Support.no("not in the mood");
    }

    @Override
    public Kernel prepare(LayerCall call, Weights weights) {
      return new LoopKernel(call, weights, provider.log);
    }

    @Override
    public void close() {
      provider.log.closed++;
    }
  }

  private record LoopKernel(LayerCall call, Weights weights, Log log) implements Kernel {

    @Override
    public void run(Arguments arguments) {
      TensorView out = arguments.output(0);
      Shape shape = out.type().shape();
      for (int n = 0; n < shape.n(); n++) {
        for (int c = 0; c < shape.c(); c++) {
          for (int h = 0; h < shape.h(); h++) {
            for (int w = 0; w < shape.w(); w++) {
              float value = value(arguments, n, c, h, w);
              out.floats()[at(out, n, c, h, w)] = finish(arguments, value, n, c, h, w);
            }
          }
        }
      }
    }

    private float finish(Arguments arguments, float value, int n, int c, int h, int w) {
      float result = value;
      for (int i = 0; i < call.epilogue().stages().size(); i++) {
        result =
            switch (call.epilogue().stages().get(i)) {
              case Epilogue.Activate _ -> Math.max(result, 0);
              case Epilogue.AddResidual _ -> result + get(arguments.residual(), n, c, h, w);
            };
      }
      return result;
    }

    private float value(Arguments arguments, int n, int c, int h, int w) {
      TensorView in = arguments.input(0);
      Layer layer = call.layer();
      return switch (layer) {
        case Convolution convolution -> convolve(convolution, in, n, c, h, w);
        case BatchNorm2d norm ->
            (float)
                ((get(in, n, c, h, w) - weights.get("running_mean").floats()[c])
                        / Math.sqrt(weights.get("running_var").floats()[c] + norm.epsilon())
                        * weights.get("weight").floats()[c]
                    + weights.get("bias").floats()[c]);
        case Activation _ -> Math.max(get(in, n, c, h, w), 0);
        case Elementwise _ -> get(in, n, c, h, w) + get(arguments.input(1), n, c, h, w);
        default -> throw new IllegalStateException(layer.kind());
      };
    }

    private float convolve(Convolution conv, TensorView in, int n, int oc, int oh, int ow) {
      Window window = conv.window();
      Shape shape = in.type().shape();
      int inPerGroup = conv.inChannels() / conv.groups();
      int group = oc / (conv.outChannels() / conv.groups());
      double sum = conv.bias() ? weights.get("bias").floats()[oc] : 0;
      for (int i = 0; i < inPerGroup; i++) {
        for (int kh = 0; kh < window.kernelH(); kh++) {
          for (int kw = 0; kw < window.kernelW(); kw++) {
            int ih = oh * window.strideH() - window.padTop() + kh * window.dilationH();
            int iw = ow * window.strideW() - window.padLeft() + kw * window.dilationW();
            if (ih >= 0 && ih < shape.h() && iw >= 0 && iw < shape.w()) {
              int k = ((oc * inPerGroup + i) * window.kernelH() + kh) * window.kernelW() + kw;
              sum += weights.get("weight").floats()[k] * get(in, n, group * inPerGroup + i, ih, iw);
            }
          }
        }
      }
      return (float) sum;
    }

    private static float get(TensorView view, int n, int c, int h, int w) {
      return view.floats()[at(view, n, c, h, w)];
    }

    private static int at(TensorView view, int n, int c, int h, int w) {
      return view.offset() + (int) view.layout().offset(view.type().shape(), n, c, h, w);
    }

    @Override
    public void close() {
      log.kernelsClosed++;
    }
  }
}
