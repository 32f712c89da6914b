package dev.twofold.tck;

import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.spi.TensorView;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Tensor;
import dev.twofold.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One kernel with memory around it that it must not touch.
final class Trial {

  /*
   *   input:      NaN margin | elements | NaN margin          a read outside shows in the result
   *   output:     sentinels  | rubbish  | sentinels           a write outside, or none inside, shows
   *   workspace:  sentinels  | rubbish  | sentinels           likewise
   *
   * Offsets are odd on purpose: a kernel gets places in an arena, not arrays of its own.
   */

  private static final int MARGIN = 19;
  private static final float SENTINEL = -777.25f;

  private final LayerCall call;
  private final Kernel kernel;
  private final List<TensorView> inputs = new ArrayList<>();
  private final List<TensorView> outputs = new ArrayList<>();
  private final List<Tensor> given;
  private final float[] workspace;
  private final Arguments arguments;

  Trial(LayerCall call, Support.Yes yes, Kernel kernel, List<Tensor> given) {
    this.call = call;
    this.kernel = kernel;
    this.given = given;
    given.forEach(tensor -> inputs.add(view(tensor.type(), yes.inputs(), Float.NaN)));
    call.outputs().forEach(type -> outputs.add(view(type, yes.outputs(), SENTINEL)));
    workspace = new float[kernel.workspaceElements() + 2 * MARGIN];
    Arrays.fill(workspace, SENTINEL);
    for (int i = 0; i < given.size(); i++) {
      load(given.get(i), inputs.get(i));
    }
    arguments = new Arguments(inputs, outputs, workspace, MARGIN);
  }

  private static TensorView view(TensorType type, Layout wanted, float margin) {
    Layout layout = type.shape().rank() == 4 ? wanted : Layout.NCHW;
    int length = (int) type.shape().elements() + 2 * MARGIN;
    if (type.type() == DataType.INT32) {
      int[] ints = new int[length];
      Arrays.fill(ints, (int) SENTINEL);
      return TensorView.of(type, layout, ints, MARGIN);
    }
    float[] floats = new float[length];
    Arrays.fill(floats, margin);
    return TensorView.of(type, layout, floats, MARGIN);
  }

  private static void load(Tensor from, TensorView to) {
    for (int i = 0; i < to.elements(); i++) {
      int at = MARGIN + Places.inMemory(to.type().shape(), to.layout(), i);
      if (to.type().type() == DataType.INT32) {
        to.ints()[at] = from.ints()[i];
      } else {
        to.floats()[at] = from.floats()[i];
      }
    }
  }

  /// The arguments, for runs whose memory nobody checks.
  Arguments arguments() {
    return arguments;
  }

  /// Runs the kernel over memory full of rubbish and checks what it touched.
  ///
  /// @return the outputs, row-major
  /// @throws AssertionError if the kernel wrote where it must not
  List<Tensor> run(float rubbish) {
    Arrays.fill(workspace, MARGIN, workspace.length - MARGIN, rubbish);
    for (TensorView output : outputs) {
      if (output.type().type() == DataType.FLOAT32) {
        Arrays.fill(output.floats(), MARGIN, MARGIN + output.elements(), rubbish);
      } else {
        Arrays.fill(output.ints(), MARGIN, MARGIN + output.elements(), Integer.MIN_VALUE);
      }
    }
    kernel.run(arguments);
    check();
    return outputs.stream().map(Trial::tensor).toList();
  }

  private void check() {
    for (int i = 0; i < MARGIN; i++) {
      int behind = workspace.length - 1 - i;
      expect(workspace[i] == SENTINEL, "wrote in front of its workspace");
      expect(workspace[behind] == SENTINEL, "wrote behind the workspace it asked for");
    }
    for (TensorView output : outputs) {
      for (int i = 0; i < MARGIN; i++) {
        int behind = MARGIN + output.elements() + i;
        expect(isSentinel(output, i), "wrote in front of an output");
        expect(isSentinel(output, behind), "wrote behind an output");
      }
    }
    for (int i = 0; i < inputs.size(); i++) {
      expect(sameBits(tensor(inputs.get(i)), given.get(i)), "changed input " + i);
    }
  }

  private void expect(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("%s: the kernel %s".formatted(Texts.of(call), what));
    }
  }

  private static boolean isSentinel(TensorView view, int i) {
    return view.type().type() == DataType.INT32
        ? view.ints()[i] == (int) SENTINEL
        : view.floats()[i] == SENTINEL;
  }

  static boolean sameBits(Tensor a, Tensor b) {
    return a.type().type() == DataType.INT32
        ? Arrays.equals(a.ints(), b.ints())
        : Arrays.equals(a.floats(), b.floats());
  }

  private static Tensor tensor(TensorView view) {
    int count = view.elements();
    if (view.type().type() == DataType.INT32) {
      int[] ints = new int[count];
      for (int i = 0; i < count; i++) {
        ints[i] = view.ints()[at(view, i)];
      }
      return Tensor.ofInts(view.type().shape(), ints);
    }
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = view.floats()[at(view, i)];
    }
    return Tensor.of(view.type().shape(), floats);
  }

  private static int at(TensorView view, int i) {
    return view.offset() + Places.inMemory(view.type().shape(), view.layout(), i);
  }
}
