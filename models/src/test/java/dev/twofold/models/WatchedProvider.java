package dev.twofold.models;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Weights;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Claim;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.GraphCompiler;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A backend whose kernels note the arrays that each run gives them.
///
/// @param inner the backend that does the work
/// @param arrays the bytes of every array that a kernel was given, by identity
record WatchedProvider(BackendProvider inner, Map<Object, Long> arrays) implements BackendProvider {

  static WatchedProvider of(BackendProvider inner) {
    return new WatchedProvider(inner, Collections.synchronizedMap(new IdentityHashMap<>()));
  }

  /// The bytes of all arrays that kernels were given, but those of some tensors.
  long bytesWithout(Tensor... tensors) {
    Map<Object, Long> others = new IdentityHashMap<>(arrays);
    for (Tensor tensor : tensors) {
      others.remove(tensor.floats());
    }
    return others.values().stream().mapToLong(Long::longValue).sum();
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
    return new Watched(inner.open(device, options), this);
  }

  private Kernel watch(Kernel kernel) {
    return new WatchedKernel(kernel, this);
  }

  private void note(Arguments arguments) {
    arrays.put(arguments.workspace(), (long) Float.BYTES * arguments.workspace().length);
    for (int i = 0; i < arguments.inputs(); i++) {
      note(arguments.input(i));
    }
    note(arguments.output(0));
  }

  private void note(TensorView view) {
    if (view.type().type() == DataType.FLOAT32) {
      arrays.put(view.floats(), (long) Float.BYTES * view.floats().length);
    } else {
      arrays.put(view.ints(), (long) Integer.BYTES * view.ints().length);
    }
  }

  private record WatchedKernel(Kernel inner, WatchedProvider notes) implements Kernel {

    @Override
    public void run(Arguments arguments) {
      notes.note(arguments);
      inner.run(arguments);
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

  private record Watched(Backend inner, WatchedProvider notes) implements Backend {

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
      return notes.watch(inner.prepare(call, weights));
    }

    @Override
    public Optional<GraphCompiler> graphCompiler() {
      return inner.graphCompiler().map(compiler -> new WatchedCompiler(compiler, notes));
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  private record WatchedCompiler(GraphCompiler inner, WatchedProvider notes)
      implements GraphCompiler {

    @Override
    public List<Claim> claims(Graph lowered) {
      return inner.claims(lowered);
    }

    @Override
    public Kernel compile(Claim claim, Model lowered) {
      return notes.watch(inner.compile(claim, lowered));
    }
  }
}
