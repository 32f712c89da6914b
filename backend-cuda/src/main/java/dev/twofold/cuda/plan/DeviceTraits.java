package dev.twofold.cuda.plan;

/// What the choice of kernels depends on.
///
/// @param multiprocessors how many blocks run at the same time, at least
public record DeviceTraits(int multiprocessors) {}
