package wrong.spi;

/// A provider of backends.
public interface BackendProvider {}
