package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.cuda.plan.StepParts;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// General, grouped and transposed convolutions: a matrix product, or one for each phase.
final class Convolutions {

  private static final String ENTRY = "conv_nhwc_f32";

  private Convolutions() {}

  /// One product.
  ///
  /// @param h its rows
  /// @param w its columns
  private record Phase(Axis h, Axis w) {

    Product product(Convolution layer, int n) {
      int perGroup = layer.inChannels() / layer.groups();
      return new Product(
          n * h.count() * w.count(),
          layer.outChannels() / layer.groups(),
          h.kernel() * w.kernel() * perGroup,
          layer.groups());
    }
  }

  /// Reads a layer's weights.
  private interface Kernel {
    float at(int group, int ic, int oc, int kh, int kw);
  }

  static Choice regular(DeviceTraits device, Conv2d layer, LayerCall call) {
    return choose(device, "conv_nhwc_f32", layer, call, direct(layer.window(), call));
  }

  static Choice transposed(DeviceTraits device, ConvTranspose2d layer, LayerCall call) {
    return choose(device, "conv_transpose_nhwc_f32", layer, call, phases(layer.window(), call));
  }

  private static List<Phase> direct(Window window, LayerCall call) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    return List.of(
        new Phase(
            Axis.direct(Axis.Side.rows(window), in.h(), out.h()),
            Axis.direct(Axis.Side.columns(window), in.w(), out.w())));
  }

  private static List<Phase> phases(Window window, LayerCall call) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    List<Phase> phases = new ArrayList<>();
    for (Axis h : Axis.transposed(Axis.Side.rows(window), in.h(), out.h())) {
      for (Axis w : Axis.transposed(Axis.Side.columns(window), in.w(), out.w())) {
        phases.add(new Phase(h, w));
      }
    }
    return phases;
  }

  private static Choice choose(
      DeviceTraits device, String name, Convolution layer, LayerCall call, List<Phase> phases) {
    List<Tiling> tilings = new ArrayList<>();
    for (Phase phase : phases) {
      Product product = phase.product(layer, call.input().shape().n());
      Tiling tiling = tiling(device, product, phases.size() == 1);
      Optional<String> refusal = Products.refusal(product, tiling);
      if (refusal.isPresent()) {
        return new Choice.Refusal(refusal.get());
      }
      tilings.add(tiling);
    }
    String groups = layer.groups() == 1 ? "" : "_g" + layer.groups();
    String kernel = name + Windows.suffix(layer.window()) + groups + tilings.getFirst().suffix();
    return Recipe.of(
        kernel, Layout.NHWC, (_, weights) -> step(kernel, layer, call, phases, tilings, weights));
  }

  /// Parts are stored as if the output had no gaps and one group.
  private static Tiling tiling(DeviceTraits device, Product product, boolean whole) {
    return Tiling.of(product, device.multiprocessors(), whole && product.groups() == 1);
  }

  private static DeviceStep step(
      String kernel,
      Convolution layer,
      LayerCall call,
      List<Phase> phases,
      List<Tiling> tilings,
      Weights weights) {
    StepParts step = new StepParts();
    Ending ending = Ending.of(call, weights, step);
    Kernel elements = kernel(layer, weights.get("weight").floats());
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      Product product = phase.product(layer, call.input().shape().n());
      Operand packed =
          step.constant(packed(phase, layer, product, tilings.get(i).tile(), elements));
      Operands geometry = Operands.of();
      phase.h().addTo(geometry);
      phase.w().addTo(geometry);
      geometry.ints(layer.groups());
      Products.Operation operation =
          new Products.Operation(ENTRY, List.of(new Operand.Input(0), packed), geometry.list());
      Products.launch(step, operation, product, tilings.get(i), ending);
    }
    return step.step(kernel);
  }

  /// Depths are ordered kernel row, kernel column, channel of the group.
  private static float[] packed(
      Phase phase, Convolution layer, Product product, Tile tile, Kernel elements) {
    int perGroup = layer.inChannels() / layer.groups();
    return Packing.product(
        product,
        tile,
        (group, k, column) -> {
          int tap = k / perGroup;
          int kh = phase.h().kernelElement(tap / phase.w().kernel());
          int kw = phase.w().kernelElement(tap % phase.w().kernel());
          return elements.at(group, k % perGroup, column, kh, kw);
        });
  }

  private static Kernel kernel(Convolution layer, float[] weight) {
    Window window = layer.window();
    int plane = window.kernelElements();
    int inGroup = layer.inChannels() / layer.groups();
    int outGroup = layer.outChannels() / layer.groups();
    boolean transposed = layer instanceof ConvTranspose2d;
    return (group, ic, oc, kh, kw) -> {
      int channels =
          transposed
              ? (group * inGroup + ic) * outGroup + oc
              : (group * outGroup + oc) * inGroup + ic;
      return weight[channels * plane + kh * window.kernelW() + kw];
    };
  }
}
