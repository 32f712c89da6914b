package dev.twofold.onnx;

/// A part of a file.
///
/// @param offset its first byte
/// @param length its length in bytes
record Span(long offset, long length) {}
