package dev.twofold.runtime;

import dev.twofold.graph.Weights;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Spi;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Layout;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/// A backend whose kernels stop half-way until the test lets them go on.
final class StoppingProvider implements BackendProvider {

  final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch running;
  private final CountDownLatch proceed;

  StoppingProvider(CountDownLatch running, CountDownLatch proceed) {
    this.running = running;
    this.proceed = proceed;
  }

  @Override
  public int spiVersion() {
    return Spi.VERSION;
  }

  @Override
  public String id() {
    return "stopping";
  }

  @Override
  public DeviceClass deviceClass() {
    return DeviceClass.CPU;
  }

  @Override
  public Availability probe() {
    return Availability.on(Device.host(0, "stopping"));
  }

  @Override
  public Backend open(Device device, BackendOptions options) {
    return new Backend() {
      @Override
      public BackendInfo info() {
        return new BackendInfo("stopping", device, "stops", true);
      }

      @Override
      public Support supports(LayerCall call) {
        return Support.yes("stop", Layout.NCHW);
      }

      @Override
      public Kernel prepare(LayerCall call, Weights weights) {
        return _ -> {
          running.countDown();
          try {
            proceed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
      }

      @Override
      public void close() {
        closed.set(true);
      }
    };
  }
}
