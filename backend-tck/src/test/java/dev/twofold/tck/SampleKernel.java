package dev.twofold.tck;

import dev.twofold.graph.Convolution;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Shape;
import java.util.Arrays;

/// Sums every output plane in the workspace, then finishes it into the output.
final class SampleKernel implements Kernel {

  private final Convolution layer;
  private final Epilogue epilogue;
  private final Mutation mutation;
  private final float[] weight;
  private final float[] bias;
  private final int pixels;
  private final float[] shared;
  private int runs;
  private float[] rubbish = {};

  SampleKernel(LayerCall call, Convolution layer, Weights weights, Mutation mutation) {
    this.layer = layer;
    this.epilogue = call.epilogue();
    this.mutation = mutation;
    this.weight = weights.get("weight").floats();
    this.bias = layer.bias() ? weights.get("bias").floats() : new float[call.output().shape().c()];
    this.pixels = call.output().shape().h() * call.output().shape().w();
    this.shared = new float[pixels];
  }

  @Override
  public int workspaceElements() {
    return mutation == Mutation.SCRATCH_OVERRUN ? pixels - 1 : pixels;
  }

  @Override
  public void run(Arguments arguments) {
    TensorView in = arguments.input(0);
    TensorView out = arguments.output(0);
    Shape from = in.type().shape();
    Shape to = out.type().shape();
    boolean races = mutation == Mutation.DATA_RACE;
    float[] sums = races ? shared : arguments.workspace();
    int s0 = races || mutation == Mutation.SCRATCH_OFFSET_IGNORED ? 0 : arguments.workspaceOffset();
    int images = mutation == Mutation.BATCH_IGNORED ? 1 : to.n();
    for (int n = 0; n < images; n++) {
      for (int oc = 0; oc < to.c(); oc++) {
        if (mutation != Mutation.STALE_WORKSPACE) {
          Arrays.fill(sums, s0, s0 + pixels, bias[oc]);
        }
        if (layer instanceof DepthwiseConv2d depthwise) {
          plane(
              sums,
              s0,
              in,
              (n * from.c() + oc) * from.h() * from.w(),
              from,
              to,
              depthwise.window(),
              oc * depthwise.window().kernelElements());
        } else {
          for (int ic = 0; ic < from.c(); ic++) {
            int channel = swapped(ic, from.c());
            plane(
                sums,
                s0,
                in,
                (n * from.c() + channel) * from.h() * from.w(),
                from,
                to,
                layer.window(),
                oc * from.c() + ic);
          }
        }
        finish(sums, s0, arguments, (n * to.c() + oc) * pixels);
      }
    }
    misbehave(arguments, in, out);
  }

  private int swapped(int channel, int channels) {
    return mutation == Mutation.SWAPPED_CHANNELS ? channels - 1 - channel : channel;
  }

  private void plane(
      float[] sums,
      int s0,
      TensorView in,
      int plane,
      Shape from,
      Shape to,
      Window window,
      int filter) {
    int shift = mutation == Mutation.PADDING_OFF_BY_ONE && window.isPadded() ? 1 : 0;
    for (int o = 0; o < pixels; o++) {
      for (int k = 0; k < window.kernelElements(); k++) {
        int ih =
            o / to.w() * window.strideH()
                - window.padTop()
                + shift
                + k / window.kernelW() * window.dilationH();
        int iw =
            o % to.w() * window.strideW()
                - window.padLeft()
                + k % window.kernelW() * window.dilationW();
        if (ih >= 0 && ih < from.h() && iw >= 0 && iw < from.w()) {
          float x = in.floats()[in.offset() + plane + ih * from.w() + iw];
          sums[s0 + o] = add(sums[s0 + o], x, weight[filter + k]);
        }
      }
    }
  }

  private float add(float sum, float x, float w) {
    if (mutation == Mutation.LOSES_NAN && Float.isNaN(x)) {
      return sum;
    }
    if (mutation == Mutation.FLUSHES_DENORMALS && Math.abs(x) < Float.MIN_NORMAL) {
      return sum;
    }
    float next = sum + x * w;
    return mutation == Mutation.LOW_PRECISION
        ? Float.intBitsToFloat(Float.floatToRawIntBits(next) & 0xFFFFF000)
        : next;
  }

  private void finish(float[] sums, int s0, Arguments arguments, int plane) {
    TensorView out = arguments.output(0);
    int count = mutation == Mutation.UNWRITTEN_OUTPUT ? pixels - 1 : pixels;
    for (int i = 0; i < count; i++) {
      float y = sums[s0 + i];
      var stages =
          mutation == Mutation.WRONG_EPILOGUE_ORDER
              ? epilogue.stages().reversed()
              : epilogue.stages();
      for (int s = 0; s < stages.size(); s++) {
        y =
            switch (stages.get(s)) {
              case Epilogue.Activate _ -> y <= 0 ? 0 : y;
              case Epilogue.AddResidual _ ->
                  y + arguments.residual().floats()[arguments.residual().offset() + plane + i];
            };
      }
      out.floats()[out.offset() + plane + i] = y;
    }
  }

  private void misbehave(Arguments arguments, TensorView in, TensorView out) {
    switch (mutation) {
      case SCRATCH_OVERRUN -> arguments.workspace()[arguments.workspaceOffset() + pixels - 1] = 1;
      case OUTPUT_OVERRUN -> out.floats()[out.offset() + out.elements()] = 1;
      case INPUT_CHANGED -> in.floats()[in.offset()] += 1;
      case ALLOCATES -> rubbish = new float[++runs % 7 + 1];
      case LIES_OF_DETERMINISM ->
          out.floats()[out.offset()] += rubbish.length + (++runs % 11 == 0 ? 1e-3f : 0);
      default -> {}
    }
  }
}
