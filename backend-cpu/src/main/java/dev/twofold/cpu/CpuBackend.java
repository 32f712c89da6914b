package dev.twofold.cpu;

import dev.twofold.graph.Activation;
import dev.twofold.graph.ArgMax;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Cast;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Constant;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.CustomLayer;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.GlobalAveragePool;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Linear;
import dev.twofold.graph.MatMul;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pad;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Reinterpret;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Select;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Softmax;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.GraphCompiler;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.spi.Transposer;
import dev.twofold.tensor.DataType;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Chooses and prepares kernels for every core layer, with every epilogue.
final class CpuBackend implements Backend {

  /*
   * One switch says what there is: [#recipe]. An answer and a kernel are made from the same recipe, so
   * they cannot disagree. Images are NHWC inside, since depthwise and pointwise kernels want channels
   * side by side; a first convolution reads NCHW in place.
   */

  private static final Logger log = LoggerFactory.getLogger("dev.twofold.backend.cpu");

  private final Machine machine;
  private final Transposer transposer;
  private final String description;

  private CpuBackend(Machine machine, String description) {
    this.machine = machine;
    this.transposer = new SplitTransposer(machine);
    this.description = description;
  }

  static CpuBackend open(BackendOptions options) {
    Vectors vectors = Vectors.choose(options);
    if (!vectors.reason().isEmpty()) {
      log.warn("backend 'cpu' runs without vectors, several times slower: {}", vectors.reason());
    }
    int threads =
        options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads();
    return new CpuBackend(
        Machine.of(vectors.kernels(), vectors.waits(), new Workers(threads, options.executor())),
        "%s, %d %s".formatted(vectors.describe(), threads, threads == 1 ? "thread" : "threads"));
  }

  @Override
  public BackendInfo info() {
    return new BackendInfo(CpuBackendProvider.ID, CpuBackendProvider.DEVICE, description, true);
  }

  @Override
  public Support supports(LayerCall call) {
    boolean canBeInts = call.layer() instanceof ArgMax || call.layer() instanceof Cast;
    if (call.output().type() != DataType.FLOAT32 && !canBeInts) {
      return Support.no("the kernels compute floats, but the output is " + call.output());
    }
    return recipe(call)
        .<Support>map(known -> new Support.Yes(known.kernel(), known.inputs(), known.outputs()))
        .orElseGet(() -> Support.no("there is no kernel for layer '" + call.layer().kind() + "'"));
  }

  @Override
  public Kernel prepare(LayerCall call, Weights weights) {
    if (supports(call) instanceof Support.No(String reason)) {
      throw new BackendException("node '%s': %s".formatted(call.node(), reason));
    }
    return recipe(call).orElseThrow().maker().make(weights);
  }

  private Optional<Recipe> recipe(LayerCall call) {
    return switch (call.layer()) {
      case DepthwiseConv2d layer -> Optional.of(Convolutions.depthwise(machine, layer, call));
      case PointwiseConv2d layer -> Optional.of(Convolutions.pointwise(machine, layer, call));
      case Conv2d layer -> Optional.of(Convolutions.regular(machine, layer, call));
      case ConvTranspose2d layer -> Optional.of(Convolutions.transposed(machine, layer, call));
      case Linear layer -> Optional.of(Convolutions.linear(machine, layer, call));
      case BatchNorm2d layer -> Optional.of(Elements.batchNorm(machine, layer, call));
      case Activation layer -> Optional.of(Elements.activation(machine, layer, call));
      case Elementwise layer -> Optional.of(Elements.elementwise(machine, layer, call));
      case Softmax layer -> Optional.of(Elements.softmax(machine, layer, call));
      case Pool2d layer -> Optional.of(Pools.pool(machine, layer, call));
      case GlobalAveragePool _ -> Optional.of(Pools.globalAverage(machine, call));
      case MaxUnpool2d layer -> Optional.of(Pools.unpool(machine, layer, call));
      case MathFunction layer -> Optional.of(Elements.function(machine, layer, call));
      case Select _ -> Optional.of(Elements.select(machine, call));
      case ArgMax layer -> Optional.of(Elements.argMax(machine, layer, call));
      case Cast _ -> Optional.of(Elements.cast(machine, call));
      case MatMul _ -> Optional.of(Products.matrices(machine, call));
      case Resize layer -> Optional.of(Moves.resize(machine, layer, call));
      case Pad layer -> Optional.of(Moves.pad(machine, layer, call));
      case Slice layer -> Optional.of(Moves.slice(machine, layer, call));
      case Transpose layer -> Optional.of(Moves.transpose(machine, layer, call));
      case Concat layer -> Optional.of(Moves.concat(machine, layer, call));
      case Identity _ -> Optional.of(Moves.identity(machine, call));
      case Reinterpret _, Constant _, CustomLayer _ -> Optional.empty();
    };
  }

  @Override
  public Optional<GraphCompiler> graphCompiler() {
    return Optional.of(new SeparableCompiler(machine));
  }

  @Override
  public Optional<Transposer> transposer() {
    return Optional.of(transposer);
  }

  @Override
  public void close() {
    machine.warmUp().close();
    machine.workers().close();
  }
}
