package dev.twofold.onnx;

/// One thing that was simplified while a file was read.
///
/// @param node the name of the node as the file has it
/// @param kind its kind of layer as the file has it
/// @param reason what became of it, and why
public record Simplification(String node, String kind, String reason) {}
