package dev.twofold.spi;

import java.util.List;

/// What a kernel works on in one run. The same object is passed again and again.
public final class Arguments {

  private final TensorView[] inputs;
  private final TensorView[] outputs;
  private final float[] workspace;
  private final int workspaceOffset;

  /// Arguments for a kernel.
  ///
  /// @param workspace an array with at least [Kernel#workspaceElements()] elements from `workspaceOffset`
  /// @param workspaceOffset where the kernel's scratch memory begins, in elements
  public Arguments(
      List<TensorView> inputs, List<TensorView> outputs, float[] workspace, int workspaceOffset) {
    this.inputs = inputs.toArray(TensorView[]::new);
    this.outputs = outputs.toArray(TensorView[]::new);
    this.workspace = workspace;
    this.workspaceOffset = workspaceOffset;
  }

  /// An input, in the order of the call's inputs.
  public TensorView input(int index) {
    return inputs[index];
  }

  /// The number of inputs.
  public int inputs() {
    return inputs.length;
  }

  /// The last input, where an epilogue finds its residual.
  public TensorView residual() {
    return inputs[inputs.length - 1];
  }

  /// An output, in the order of the call's outputs.
  public TensorView output(int index) {
    return outputs[index];
  }

  /// The array with the kernel's scratch memory: [Kernel#workspaceElements()] elements from
  /// [#workspaceOffset()], with any content. What lies around them belongs to others.
  public float[] workspace() {
    return workspace;
  }

  /// Where in [#workspace()] the kernel's scratch memory begins, in elements.
  public int workspaceOffset() {
    return workspaceOffset;
  }
}
