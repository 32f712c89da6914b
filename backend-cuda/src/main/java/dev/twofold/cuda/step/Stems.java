package dev.twofold.cuda.step;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.Grid;
import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.cuda.plan.StepParts;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.Weights;
import dev.twofold.graph.Window;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;

/// The first layers of networks: convolutions of images of at most 3 channels.
final class Stems {

  /*
   * With 4 channels and more, products find four of them at once and need no copy of their inputs. What
   * a block copies must fit the shared memory that every card gives without being asked.
   */
  private static final int MOST_CHANNELS = 3;

  private static final int MOST_SHARED_BYTES = 48 * 1024;

  private static final String ENTRY = "stem_nhwc_f32_128x32";
  private static final Tile TILE = new Tile(128, 32, 128);

  /// The tile of pixels, as in `stem.cu`.
  private static final int ROWS = 8;

  private static final int COLUMNS = 16;
  private static final int BANKS = 32;

  private Stems() {}

  /// Whether a convolution is one for this kernel.
  static boolean fits(Conv2d layer) {
    return layer.inChannels() <= MOST_CHANNELS
        && layer.groups() == 1
        && layer.window().dilationW() == 1
        && sharedBytes(layer) <= MOST_SHARED_BYTES;
  }

  /// The recipe for a layer that [#fits].
  static Recipe of(Conv2d layer, LayerCall call) {
    String name = "stem_nhwc_f32" + Windows.suffix(layer.window()) + TILE.suffix();
    return Recipe.of(name, Layout.NHWC, (kernel, weights) -> step(kernel, layer, call, weights));
  }

  private static int depth(Conv2d layer) {
    return layer.window().kernelElements() * layer.inChannels();
  }

  /// The weights of a tile's output channels, and the inputs under its pixels.
  private static long sharedBytes(Conv2d layer) {
    Window window = layer.window();
    long rows = (ROWS - 1L) * window.strideH() + (window.kernelH() - 1L) * window.dilationH() + 1;
    long inputs = rows * pitch(layer);
    return ((long) depth(layer) * TILE.columns() + inputs) * Float.BYTES;
  }

  /// From one row of inputs to the next, in floats. The lanes of a warp read two neighbouring outputs'
  /// inputs in each of two rows of outputs; these four must lie in different banks.
  private static long pitch(Conv2d layer) {
    Window window = layer.window();
    long step = (long) window.strideW() * layer.inChannels();
    long pitch = (COLUMNS - 1) * step + (long) window.kernelW() * layer.inChannels();
    for (int more = 0; more < BANKS; more++) {
      long down = (pitch + more) * window.strideH() % BANKS;
      if (down != 0 && (down - step) % BANKS != 0 && (down + step) % BANKS != 0) {
        return pitch + more;
      }
    }
    return pitch;
  }

  private static DeviceStep step(String kernel, Conv2d layer, LayerCall call, Weights weights) {
    Shape in = call.input().shape();
    Shape out = call.output().shape();
    Window window = layer.window();
    StepParts step = new StepParts();
    Operand packed = step.constant(packed(layer, weights.get("weight").floats()));
    Ending ending = Ending.of(call, weights, step);
    Operands operands =
        Operands.of(
                new Operand.Input(0),
                packed,
                ending.bias(),
                ending.residual(),
                new Operand.Output(0))
            .ints(in.h(), in.w(), in.c(), out.h(), out.w(), out.c(), packedColumns(layer))
            .ints(window.kernelH(), window.kernelW(), window.strideH(), window.strideW())
            .ints(window.padTop(), window.padLeft(), window.dilationH())
            .ints(Math.toIntExact(pitch(layer)))
            .and(ending.finish().operands());
    int tiles = Math.ceilDiv(out.h(), ROWS) * Math.ceilDiv(out.w(), COLUMNS) * out.n();
    Grid grid = Grid.of(tiles, Math.ceilDiv(out.c(), TILE.columns()));
    step.launch(ENTRY, grid, TILE.block(), Math.toIntExact(sharedBytes(layer)), operands);
    return step.step(kernel);
  }

  private static int packedColumns(Conv2d layer) {
    return Math.ceilDiv(layer.outChannels(), TILE.columns()) * TILE.columns();
  }

  /// `[out, in, kernel row, kernel column]` as `[kernel row, kernel column, in][out]`, 0 beyond the last.
  private static float[] packed(Conv2d layer, float[] weight) {
    int channels = layer.inChannels();
    int elements = layer.window().kernelElements();
    int columns = packedColumns(layer);
    float[] packed = new float[Math.multiplyExact(depth(layer), columns)];
    for (int oc = 0; oc < layer.outChannels(); oc++) {
      for (int ic = 0; ic < channels; ic++) {
        for (int tap = 0; tap < elements; tap++) {
          packed[(tap * channels + ic) * columns + oc] =
              weight[(oc * channels + ic) * elements + tap];
        }
      }
    }
    return packed;
  }
}
