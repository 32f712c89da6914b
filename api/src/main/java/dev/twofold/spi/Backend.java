package dev.twofold.spi;

import dev.twofold.graph.Weights;
import java.util.Optional;

/// An open device that compiles layers into kernels. Tier 1, [#supports] and [#prepare], is enough:
/// the runtime folds batch normalisation, fuses activations and residual additions, plans memory
/// and sends elsewhere what is not supported. Tier 2, [#graphCompiler()], takes whole parts of a
/// graph.
///
/// **Contract.** [#supports] is a pure function of the call. If it says [Support.Yes], [#prepare]
/// succeeds for the same call. [dev.twofold.graph.Identity], [dev.twofold.graph.Reinterpret] and
/// [dev.twofold.graph.Constant] are never asked for: they compute nothing, and the runtime sees to
/// them. Neither is a [dev.twofold.graph.BatchNorm2d] that folds into the convolution before it.
///
/// **Threads.** All methods may be called from several threads at once.
///
/// **Lifetime.** Opened by the runtime for one program and closed with it, after its kernels.
///
/// **Errors.** [BackendException] with one line.
public interface Backend extends AutoCloseable {

  /// What this backend is.
  BackendInfo info();

  /// Whether this backend has a kernel for a call.
  Support supports(LayerCall call);

  /// Makes the kernel: chooses it, packs the weights.
  ///
  /// @param call a call that [#supports] said yes to
  /// @param weights the layer's tensors by the names of its specs, such as `weight` and `bias`;
  ///   heap tensors in `NCHW` order that the backend must not change
  /// @throws BackendException if the device fails
  Kernel prepare(LayerCall call, Weights weights);

  /// The compiler for whole parts of a graph, if there is one.
  default Optional<GraphCompiler> graphCompiler() {
    return Optional.empty();
  }

  /// What changes the memory order of images at a program's border, if this backend does it better
  /// than a plain loop on one thread.
  default Optional<Transposer> transposer() {
    return Optional.empty();
  }

  /// Frees the device and ends all threads of this backend. Does nothing when called again.
  @Override
  void close();
}
