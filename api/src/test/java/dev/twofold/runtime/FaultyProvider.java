package dev.twofold.runtime;

import dev.twofold.graph.Weights;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// A backend whose next kernel fails on demand.
record FaultyProvider(BackendProvider inner, AtomicReference<Supplier<? extends Throwable>> fault)
    implements BackendProvider {

  FaultyProvider(BackendProvider inner) {
    this(inner, new AtomicReference<>());
  }

  void failNext(Supplier<? extends Throwable> thrown) {
    fault.set(thrown);
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
    Backend backend = inner.open(device, options);
    return new Backend() {
      @Override
      public BackendInfo info() {
        return backend.info();
      }

      @Override
      public Support supports(LayerCall call) {
        return backend.supports(call);
      }

      @Override
      public Kernel prepare(LayerCall call, Weights weights) {
        return new FaultyKernel(backend.prepare(call, weights), fault);
      }

      @Override
      public void close() {
        backend.close();
      }
    };
  }

  private record FaultyKernel(Kernel inner, AtomicReference<Supplier<? extends Throwable>> fault)
      implements Kernel {

    @Override
    public void run(Arguments arguments) {
      Supplier<? extends Throwable> thrown = fault.getAndSet(null);
      if (thrown != null) {
        switch (thrown.get()) {
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          case Throwable e -> throw new IllegalStateException(e);
        }
      }
      inner.run(arguments);
    }

    @Override
    public int workspaceElements() {
      return inner.workspaceElements();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
