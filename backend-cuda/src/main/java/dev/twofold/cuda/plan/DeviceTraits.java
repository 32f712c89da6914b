package dev.twofold.cuda.plan;

/// What the choice of kernels depends on.
///
/// @param multiprocessors how many blocks run at the same time, at least
/// @param precision how exactly pointwise convolutions and linear layers take their factors, if they
///   have the choice
public record DeviceTraits(int multiprocessors, Precision precision) {

  /// A device whose products are exact.
  public DeviceTraits(int multiprocessors) {
    this(multiprocessors, Precision.FP32);
  }

  /// The same device with products of another precision.
  public DeviceTraits with(Precision precision) {
    return new DeviceTraits(multiprocessors, precision);
  }
}
