/// Networks from ONNX files: [OnnxReader] reads a file into a
/// [Model][dev.twofold.graph.Model].
@NullMarked
package dev.twofold.onnx;

import org.jspecify.annotations.NullMarked;
