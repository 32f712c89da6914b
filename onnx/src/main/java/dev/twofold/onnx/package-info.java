/// Reads ONNX files into models.
@NullMarked
package dev.twofold.onnx;

import org.jspecify.annotations.NullMarked;
