package dev.twofold.cuda.plan;

/// Where the PTX of the kernels is found.
///
/// **Contract.** Pure functions; each file is translated by the driver once per program, when the first
/// of its kernels is needed.
public interface PtxSource {

  /// The name of the file that holds a kernel.
  ///
  /// @param kernel as in [Launch#kernel()]
  /// @throws IllegalArgumentException if there is no such kernel
  String file(String kernel);

  /// The text of a file.
  ///
  /// @param file as [#file] told it
  String text(String file);
}
