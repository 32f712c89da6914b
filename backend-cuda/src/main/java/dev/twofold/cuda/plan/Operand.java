package dev.twofold.cuda.plan;

/// One argument of a kernel, by what it stands for. The first six are passed as device addresses of 8
/// bytes, the others by value; in the parameter block each lies at a multiple of its size.
public sealed interface Operand {

  /// The address of an input of the step.
  ///
  /// @param index in the order of the call's inputs
  record Input(int index) implements Operand {}

  /// The address of an output of the step.
  ///
  /// @param index in the order of the call's outputs
  record Output(int index) implements Operand {}

  /// The address of a constant of the step, such as packed weights.
  ///
  /// @param index into [DeviceStep#constants()]
  record Const(int index) implements Operand {}

  /// An address in the step's scratch memory, which holds anything at first.
  ///
  /// @param offset in bytes, a multiple of 256
  record Scratch(long offset) implements Operand {}

  /// The address of a word of 32 bits of the step's own, by which kernels tell that they were given what
  /// they cannot take. The step sets it to 0 first. A run that ends with another word fails.
  ///
  /// @param message what was wrong, with `%d` for the word
  record Fault(String message) implements Operand {}

  /// The address 0, for what a kernel does without, such as a bias.
  record Null() implements Operand {}

  /// A 32-bit integer.
  record Int32(int value) implements Operand {}

  /// A 64-bit integer.
  record Int64(long value) implements Operand {}

  /// A 32-bit float.
  record Float32(float value) implements Operand {}
}
