package dev.twofold.spi;

import java.util.List;

/// What a kernel works on in one run. The same object is passed again and again.
public final class Arguments {

  private final TensorView[] inputs;
  private final TensorView[] outputs;
  private final float[] workspace;

  /// Arguments for a kernel.
  ///
  /// @param workspace scratch memory, at least [Kernel#workspaceElements()] long
  public Arguments(List<TensorView> inputs, List<TensorView> outputs, float[] workspace) {
    this.inputs = inputs.toArray(TensorView[]::new);
    this.outputs = outputs.toArray(TensorView[]::new);
    this.workspace = workspace;
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

  /// Scratch memory from index 0, with any content.
  public float[] workspace() {
    return workspace;
  }
}
