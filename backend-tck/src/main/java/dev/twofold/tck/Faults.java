package dev.twofold.tck;

import dev.twofold.graph.Weights;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.GraphCompiler;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A backend that fails where it is told to.
///
/// @param inner the backend itself
/// @param next the fault that comes next
record Faults(BackendProvider inner, AtomicReference<Fault> next) implements BackendProvider {

  /// What goes wrong.
  enum Fault {
    /// Nothing.
    NONE,
    /// A kernel throws while a program runs.
    KERNEL,
    /// A kernel finds no memory.
    MEMORY,
    /// A kernel cannot be prepared.
    PREPARE
  }

  Faults(BackendProvider inner) {
    this(inner, new AtomicReference<>(Fault.NONE));
  }

  @Override
  public int spiVersion() {
    return inner.spiVersion();
  }

  @Override
  public String id() {
    return inner.id();
  }

  @Override
  public DeviceClass deviceClass() {
    return inner.deviceClass();
  }

  @Override
  public Availability probe() {
    return inner.probe();
  }

  @Override
  public Backend open(Device device, BackendOptions options) {
    return new Failing(inner.open(device, options), next);
  }

  private record Failing(Backend inner, AtomicReference<Fault> next) implements Backend {

    @Override
    public BackendInfo info() {
      return inner.info();
    }

    @Override
    public Support supports(LayerCall call) {
      return inner.supports(call);
    }

    @Override
    public Kernel prepare(LayerCall call, Weights weights) {
      if (next.compareAndSet(Fault.PREPARE, Fault.NONE)) {
        throw new BackendException("injected: cannot prepare");
      }
      return new FailingKernel(inner.prepare(call, weights), next);
    }

    @Override
    public Optional<GraphCompiler> graphCompiler() {
      return inner.graphCompiler();
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  private record FailingKernel(Kernel inner, AtomicReference<Fault> next) implements Kernel {

    @Override
    public void run(Arguments arguments) {
      inner.run(arguments);
      if (next.compareAndSet(Fault.KERNEL, Fault.NONE)) {
        throw new BackendException("injected: kernel");
      }
      if (next.compareAndSet(Fault.MEMORY, Fault.NONE)) {
        throw new OutOfMemoryError("injected");
      }
    }

    @Override
    public int workspaceElements() {
      return inner.workspaceElements();
    }

    @Override
    public long weightBytes() {
      return inner.weightBytes();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
