package dev.twofold.tck;

import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.FallbackPolicy;
import dev.twofold.runtime.Program;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendProvider;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/// One thread of a soak test.
final class SoakWorker {

  private static final Executor CANCELLED =
      task -> {
        throw new RejectedExecutionException("shut down");
      };
  private static final Executor FORGETFUL = task -> {};

  private final Supplier<BackendProvider> provider;
  private final SoakNetworks networks;
  private final SoakLog log;
  private final Random random;

  SoakWorker(Supplier<BackendProvider> provider, SoakNetworks networks, SoakLog log, long seed) {
    this.provider = provider;
    this.networks = networks;
    this.log = log;
    this.random = new Random(seed);
  }

  void runUntil(long end) {
    while (System.nanoTime() < end) {
      SoakNetworks.Sample sample = networks.get(random.nextInt());
      try {
        life(sample);
      } catch (AssertionError | RuntimeException e) {
        log.problem(Texts.of(e));
      }
    }
  }

  /// Compiles a network, runs it some times with faults in between, and closes it.
  private void life(SoakNetworks.Sample sample) {
    Faults faults = new Faults(provider.get());
    Backends backends = Backends.of(List.of(faults, new OracleProvider()));
    CompileOptions options = options(faults.id());
    if (random.nextInt(8) == 0) {
      failToCompile(sample, backends, faults, options);
    }
    Program program = backends.compile(sample.model(), options);
    log.programs.increment();
    for (int run = random.nextInt(6); run >= 0; run--) {
      fault(sample, program, faults);
      run(sample, program);
    }
    // One in fifty is forgotten: collecting it must free what it holds.
    if (random.nextInt(50) > 0) {
      program.close();
    }
  }

  private CompileOptions options(String id) {
    CompileOptions options =
        CompileOptions.DEFAULTS
            .withBackends(id)
            .withFallback(FallbackPolicy.SILENT)
            .withConcurrentRuns(1 + random.nextInt(3));
    return switch (random.nextInt(5)) {
      case 0 -> options.withExecutor(CANCELLED).withThreads(3);
      case 1 -> options.withExecutor(FORGETFUL).withThreads(3);
      case 2 -> options.withThreads(1 + random.nextInt(3));
      default -> options;
    };
  }

  private void run(SoakNetworks.Sample sample, Program program) {
    GraphRuns.expectEqual(
        sample.model().graph().name(), sample.outputs(), GraphRuns.run(program, sample.inputs()));
    log.runs.increment();
  }

  private void failToCompile(
      SoakNetworks.Sample sample, Backends backends, Faults faults, CompileOptions options) {
    faults.next().set(Faults.Fault.PREPARE);
    try (Program program = backends.compile(sample.model(), options)) {
      // Nothing of the network was the backend's to prepare.
      faults.next().set(Faults.Fault.NONE);
      run(sample, program);
    } catch (BackendException e) {
      log.faults.increment();
    }
  }

  private void fault(SoakNetworks.Sample sample, Program program, Faults faults) {
    switch (random.nextInt(8)) {
      case 0 -> failToRun(sample, program, faults, Faults.Fault.KERNEL);
      case 1 -> failToRun(sample, program, faults, Faults.Fault.MEMORY);
      case 2 -> {
        // Interrupted threads may run: nothing in a run waits for others unless the pool is empty.
        Thread.currentThread().interrupt();
        run(sample, program);
        if (!Thread.interrupted()) {
          log.problem("a run swallowed the interrupt of its thread");
        }
        log.faults.increment();
      }
      default -> {}
    }
  }

  private void failToRun(
      SoakNetworks.Sample sample, Program program, Faults faults, Faults.Fault fault) {
    faults.next().set(fault);
    try {
      run(sample, program);
      faults.next().set(Faults.Fault.NONE);
    } catch (BackendException | OutOfMemoryError e) {
      if (!String.valueOf(e.getMessage()).startsWith("injected")) {
        throw e;
      }
      log.faults.increment();
    }
  }
}
