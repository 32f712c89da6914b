package dev.twofold.onnx;

import dev.twofold.graph.Model;
import java.util.SequencedMap;

/// A model with recorded inputs and outputs, by name and in order.
///
/// @param inputs for every input of the file; the model may lack those that became constants
record Recording(
    Model model, SequencedMap<String, Literal> inputs, SequencedMap<String, Literal> outputs) {}
