package dev.twofold.onnx;

import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Node;
import dev.twofold.graph.Value;
import dev.twofold.tensor.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Writes models as ONNX files, IR version 8 with operator set 17, weights included. Nodes keep their
/// names, inputs and outputs of the graph theirs.
public final class OnnxWriter {

  /*
   * Field numbers are those of onnx.proto (github.com/onnx/onnx). A message is built before the one
   * that holds it, since its length stands in front; a file is written beside its place and moved
   * there, so that a reader never sees half of it.
   */

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int FLOAT = 1;
  private static final int INT32 = 6;

  private OnnxWriter() {}

  /// Writes a file, replacing one that is there.
  ///
  /// @throws OnnxException if ONNX has no operator for a layer, or the file cannot be written
  public static void write(Model model, Path file) {
    byte[] contents = bytes(model);
    Path target = file.toAbsolutePath();
    try {
      Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
      try {
        Files.write(beside, contents, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new OnnxException(Text.of("%s: cannot be written: %s", file, e), e);
    }
  }

  /// The contents of a file.
  ///
  /// @throws OnnxException if ONNX has no operator for a layer
  public static byte[] bytes(Model model) {
    return new WireWriter()
        .number(1, IR_VERSION)
        .text(2, "twofold")
        .message(7, graph(model))
        .message(8, new WireWriter().text(1, "").number(2, OPSET))
        .toBytes();
  }

  private static WireWriter graph(Model model) {
    Graph graph = model.graph();
    WireWriter out = new WireWriter();
    NodeWriter nodes = new NodeWriter(model.weights(), out);
    for (Node node : graph.nodes()) {
      nodes.write(node);
    }
    graph.outputs().forEach((name, value) -> nodes.name(name, value));
    out.text(2, graph.name());
    graph.inputs().forEach(value -> out.message(11, valueInfo(value.name(), value)));
    graph.outputs().forEach((name, value) -> out.message(12, valueInfo(name, value)));
    return out;
  }

  private static WireWriter valueInfo(String name, Value value) {
    WireWriter shape = new WireWriter();
    for (int dim : value.shape().dims()) {
      shape.message(1, new WireWriter().number(1, dim));
    }
    int type = value.type().type() == DataType.FLOAT32 ? FLOAT : INT32;
    WireWriter tensor = new WireWriter().number(1, type).message(2, shape);
    return new WireWriter().text(1, name).message(2, new WireWriter().message(1, tensor));
  }
}
