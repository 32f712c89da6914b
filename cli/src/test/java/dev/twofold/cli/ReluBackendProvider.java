package dev.twofold.cli;

import dev.twofold.graph.Activation;
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
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Layout;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/// A backend that knows ReLU and nothing else.
public final class ReluBackendProvider implements BackendProvider {

  private static final Device DEVICE = Device.host(0, "relu");

  /// Made by [java.util.ServiceLoader].
  public ReluBackendProvider() {}

  /// Runs a command line where this backend is on the class path.
  ///
  /// @param folder an empty folder for its entry
  static Cli run(Path folder, Object... arguments) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(BackendProvider.class.getName()), ReluBackendProvider.class.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      return Cli.run(arguments);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public int spiVersion() {
    return Spi.VERSION;
  }

  @Override
  public String id() {
    return "relu";
  }

  @Override
  public DeviceClass deviceClass() {
    return DeviceClass.CPU;
  }

  @Override
  public Availability probe() {
    return Availability.on(DEVICE);
  }

  @Override
  public Backend open(Device device, BackendOptions options) {
    return new Backend() {
      @Override
      public BackendInfo info() {
        return new BackendInfo("relu", DEVICE, "plain loops", true);
      }

      @Override
      public Support supports(LayerCall call) {
        return call.layer().equals(Activation.RELU)
            ? new Support.Yes("relu", Layout.NCHW, Layout.NCHW)
            : Support.no("it is not ReLU");
      }

      @Override
      public Kernel prepare(LayerCall call, Weights weights) {
        return arguments -> {
          TensorView x = arguments.input(0);
          TensorView y = arguments.output(0);
          for (int i = 0; i < y.elements(); i++) {
            y.floats()[y.offset() + i] = Math.max(0, x.floats()[x.offset() + i]);
          }
        };
      }

      @Override
      public void close() {}
    };
  }
}
