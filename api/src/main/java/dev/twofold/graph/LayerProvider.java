package dev.twofold.graph;

import java.util.Map;

/// Rebuilds custom layers when a file that names their kind is read. Found by
/// [java.util.ServiceLoader].
///
/// **Contract.** A public class with a public constructor without arguments that loads nothing.
public interface LayerProvider {

  /// The kind of layer that this provider rebuilds, as [CustomLayer#kind()].
  String kind();

  /// Makes the layer of a configuration.
  ///
  /// @param attributes the configuration as the file has it: values are `Long`, `Float`, `String`,
  ///   or lists of these
  /// @throws IllegalArgumentException if the attributes are not those of this kind of layer
  CustomLayer create(Map<String, Object> attributes);
}
