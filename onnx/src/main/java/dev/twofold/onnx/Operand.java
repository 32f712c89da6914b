package dev.twofold.onnx;

/// What a value's name in the file stands for.
sealed interface Operand {

  /// A tensor that flows at run time.
  ///
  /// @param type the type that the file gives it; the wire carries floats or 32-bit integers
  record Live(Wire wire, ElementType type) implements Operand {}

  /// A tensor that is known while the file is read.
  ///
  /// @param name the value's name
  record Known(String name, Literal literal) implements Operand {}

  /// A value whose node was refused; nodes that read it are passed over, so that one reason is one
  /// message.
  record Broken() implements Operand {}
}
