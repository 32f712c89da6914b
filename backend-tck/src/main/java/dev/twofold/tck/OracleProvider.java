package dev.twofold.tck;

import dev.twofold.graph.CustomLayer;
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
import dev.twofold.spi.Spi;
import dev.twofold.spi.Support;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A backend that computes every core layer by its definition, in double and very slowly: what a
/// backend under test falls back to. It is given to [dev.twofold.runtime.Backends#of] and never
/// found on a class path.
public final class OracleProvider implements BackendProvider {

  static final String ID = "oracle";

  private static final Device DEVICE = Device.host(0, "the definition");

  /// A provider.
  public OracleProvider() {}

  @Override
  public int spiVersion() {
    return Spi.VERSION;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public DeviceClass deviceClass() {
    return DeviceClass.REFERENCE;
  }

  @Override
  public Availability probe() {
    return Availability.on(DEVICE);
  }

  @Override
  public Backend open(Device device, BackendOptions options) {
    return new Definition();
  }

  private static final class Definition implements Backend {

    @Override
    public BackendInfo info() {
      return new BackendInfo(ID, DEVICE, "the definition in double", true);
    }

    @Override
    public Support supports(LayerCall call) {
      return call.layer() instanceof CustomLayer
          ? Support.no("a custom layer is defined by its author")
          : Support.yes("definition_nchw_f64", Layout.NCHW);
    }

    @Override
    public Kernel prepare(LayerCall call, Weights weights) {
      return arguments -> {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < arguments.inputs(); i++) {
          inputs.add(copy(arguments.input(i)));
        }
        List<Expected> outputs = Oracle.of(call, inputs, weights);
        for (int i = 0; i < outputs.size(); i++) {
          store(outputs.get(i).rounded(), arguments, i);
        }
      };
    }

    private static Tensor copy(TensorView view) {
      int count = view.elements();
      if (view.type().type() == DataType.INT32) {
        int[] ints = new int[count];
        System.arraycopy(view.ints(), view.offset(), ints, 0, count);
        return Tensor.ofInts(view.type().shape(), ints);
      }
      float[] floats = new float[count];
      System.arraycopy(view.floats(), view.offset(), floats, 0, count);
      return Tensor.of(view.type().shape(), floats);
    }

    private static void store(Tensor tensor, Arguments arguments, int i) {
      TensorView to = arguments.output(i);
      if (tensor.type().type() == DataType.INT32) {
        System.arraycopy(tensor.ints(), 0, to.ints(), to.offset(), to.elements());
      } else {
        System.arraycopy(tensor.floats(), 0, to.floats(), to.offset(), to.elements());
      }
    }

    @Override
    public void close() {}
  }
}
