package dev.twofold.tck;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.Device;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A small right backend for depthwise and pointwise convolutions with ReLU and residual, or one
/// with one thing wrong.
final class SampleBackend implements Backend {

  static final Device DEVICE = Device.host(0, "sample");

  private static final List<float[]> LEAKED = new ArrayList<>();

  private final Mutation mutation;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  SampleBackend(Mutation mutation) {
    this.mutation = mutation;
    if (mutation == Mutation.THREAD_LEAK) {
      Thread thread = new Thread(() -> LockSupport.parkNanos(60_000_000_000L));
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public BackendInfo info() {
    return new BackendInfo("sample", DEVICE, "plain loops", true);
  }

  @Override
  public Support supports(LayerCall call) {
    if (mutation == Mutation.SUPPORTS_LIES && call.layer() instanceof Activation) {
      return Support.yes("relu_nchw_f32", Layout.NCHW);
    }
    if (mutation == Mutation.SUPPORTS_DEPENDS_ON_HISTORY && asked.incrementAndGet() > 1000) {
      return Support.no("enough for today");
    }
    if (!(call.layer() instanceof PointwiseConv2d)
        && !(call.layer() instanceof DepthwiseConv2d layer && layer.multiplier() == 1)) {
      if (mutation == Mutation.SUPPORTS_THROWS) {
        throw new BackendException("unknown layer");
      }
      return Support.no(mutation == Mutation.NO_REASON ? "" : "only two kinds of layers are known");
    }
    boolean known =
        call.epilogue().stages().stream()
            .allMatch(stage ->
                !(stage instanceof Epilogue.Activate(Activation activation))
                    || activation.equals(Activation.RELU));
    return known
        ? Support.yes("sample_nchw_f32", Layout.NCHW)
        : Support.no("only ReLU and residuals are fused");
  }

  @Override
  public Kernel prepare(LayerCall call, Weights weights) {
    if (!(call.layer() instanceof Convolution convolution)) {
      throw new BackendException("no kernel for " + call.layer().kind());
    }
    if (mutation == Mutation.HEAP_LEAK) {
      synchronized (LEAKED) {
        LEAKED.add(weights.get("weight").floats().clone());
      }
    }
    return new SampleKernel(call, convolution, weights, mutation);
  }

  static void forgetLeaks() {
    synchronized (LEAKED) {
      LEAKED.clear();
    }
  }

  @Override
  public void close() {
    if (closed.getAndIncrement() > 0 && mutation == Mutation.CLOSE_TWICE_THROWS) {
      throw new BackendException("already closed");
    }
  }
}
