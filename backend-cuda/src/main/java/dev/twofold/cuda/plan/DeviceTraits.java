package dev.twofold.cuda.plan;

/// What the choice of kernels depends on.
///
/// @param major the compute capability's number before the point
/// @param minor the compute capability's number behind the point
/// @param multiprocessors how many blocks run at the same time, at least
/// @param sharedBytes the most shared memory that a block may use, in bytes, when it opts in
/// @param tf32 whether products may round their factors to TF32, which the user asks for
public record DeviceTraits(
    int major, int minor, int multiprocessors, int sharedBytes, boolean tf32) {

  /// Whether the device's compute capability is at least the given one.
  public boolean isAtLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }
}
