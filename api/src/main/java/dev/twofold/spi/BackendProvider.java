package dev.twofold.spi;

/// The entry to a backend, found by [java.util.ServiceLoader].
///
/// **Contract.** A public final class with a public constructor without arguments. Neither the
/// class nor its constructor loads anything (no natives, no threads): a provider that is not chosen
/// costs nothing.
///
/// **Threads.** All methods may be called from several threads at once.
///
/// **Lifetime.** One instance per [dev.twofold.runtime.Backends]; it is never closed. What [#open]
/// returns is.
///
/// **Errors.** Only [#open] may throw; [#probe()] reports.
public interface BackendProvider {

  /// The version of this interface that the backend was compiled against: `return Spi.VERSION;`.
  int spiVersion();

  /// The name users select the backend by: lower-case letters, digits and hyphens, such as
  /// `acme-npu`.
  String id();

  /// What kind of device the backend runs on; accelerators are preferred to CPUs.
  DeviceClass deviceClass();

  /// Says whether the backend can run here and now. Cheap (milliseconds), never throws.
  Availability probe();

  /// Opens a device for one program.
  ///
  /// @param device one that [#probe()] listed
  /// @param options what the user asked for
  /// @throws BackendException if the device cannot be opened
  Backend open(Device device, BackendOptions options);
}
