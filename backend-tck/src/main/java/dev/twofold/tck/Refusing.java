package dev.twofold.tck;

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
import dev.twofold.spi.Support;

/// A backend that refuses one node, which makes a fallback in the middle of a graph.
///
/// @param inner the backend itself
/// @param node the node's name
record Refusing(BackendProvider inner, String node) implements BackendProvider {

  static final String REASON = "the kit refuses it";

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
    return new Wrapped(inner.open(device, options), node);
  }

  /// Without tier 2, which would claim the node together with others.
  private record Wrapped(Backend inner, String node) implements Backend {

    @Override
    public BackendInfo info() {
      return inner.info();
    }

    @Override
    public Support supports(LayerCall call) {
      return call.node().equals(node) ? Support.no(REASON) : inner.supports(call);
    }

    @Override
    public Kernel prepare(LayerCall call, Weights weights) {
      return inner.prepare(call, weights);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
