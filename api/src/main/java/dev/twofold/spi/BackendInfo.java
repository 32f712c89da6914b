package dev.twofold.spi;

/// What an open backend says of itself.
///
/// @param id the provider's id
/// @param device the device it runs on
/// @param description how it runs, for people, such as `Vector API, 512-bit, 2 threads`
/// @param deterministic whether the same input gives the same bits on every run
public record BackendInfo(String id, Device device, String description, boolean deterministic) {}
