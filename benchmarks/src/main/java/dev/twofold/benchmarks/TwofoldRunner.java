package dev.twofold.benchmarks;

import dev.twofold.graph.Model;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Tensor;

/// A network on the CPU backend.
final class TwofoldRunner implements Runner {

  private final Program program;
  private final Tensor input;
  private final Tensor output;

  TwofoldRunner(Model model, Tensor input, int threads) {
    this.program =
        Backends.discover()
            .compile(model, CompileOptions.DEFAULTS.withBackends("cpu").withThreads(threads));
    this.input = input;
    this.output = Tensor.zeros(program.outputs().firstEntry().getValue().type());
  }

  @Override
  public void run() {
    program.run(input, output);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public void close() {
    program.close();
  }
}
