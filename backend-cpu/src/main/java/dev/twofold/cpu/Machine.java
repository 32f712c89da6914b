package dev.twofold.cpu;

import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.Kernels;
import dev.twofold.cpu.kernel.VectorKernels;
import dev.twofold.cpu.kernel.WarmingKernels;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.TensorView;

/// What kernels are made for.
///
/// @param kernels the routines to use
/// @param workers the threads to run on
/// @param warmUp has the routines compiled that kernels use
record Machine(Kernels kernels, Workers workers, WarmUp warmUp) {

  /// Elements that are finished at a time, while they are in the second cache.
  private static final int CHUNK_ELEMENTS = 16384;

  /// A machine with its warm-up.
  ///
  /// @param waits whether first runs wait for vector tiles instead of doing without
  static Machine of(Kernels kernels, boolean waits, Workers workers) {
    if (kernels instanceof VectorKernels vectors && !waits) {
      WarmingKernels warming = new WarmingKernels(vectors);
      return new Machine(warming, workers, new WarmUp(vectors, warming));
    }
    return new Machine(kernels, workers, new WarmUp(kernels));
  }

  /// A kernel that computes adjacent output elements per unit and then finishes them.
  ///
  /// @param elements output elements per unit
  SplitKernel finished(int units, long work, int elements, Finish finish, SplitKernel.Body body) {
    warmUp.finish(finish);
    if (finish.isNone()) {
      return split(units, work, body);
    }
    int chunk = Math.max(1, CHUNK_ELEMENTS / elements);
    return split(
        units,
        work,
        (arguments, from, to, scratch) -> {
          for (int unit = from; unit < to; unit += chunk) {
            int end = Math.min(to, unit + chunk);
            body.compute(arguments, unit, end, scratch);
            finish(finish, arguments, unit * elements, (end - unit) * elements);
          }
        });
  }

  /// A kernel that does nothing to its output afterwards.
  SplitKernel split(int units, long work, SplitKernel.Body body) {
    return SplitKernel.of(this, units, work, body);
  }

  private void finish(Finish finish, Arguments arguments, int first, int n) {
    TensorView out = arguments.output(0);
    TensorView residual = residual(finish, arguments);
    int o0 = out.offset() + first;
    int r0 = residual.offset() + first;
    kernels.rows().finish(finish, out.floats(), o0, residual.floats(), r0, n);
  }

  /// The residual that a finish adds; without one, any array of floats.
  static TensorView residual(Finish finish, Arguments arguments) {
    return finish.residual() == Finish.Residual.NONE ? arguments.output(0) : arguments.residual();
  }
}
