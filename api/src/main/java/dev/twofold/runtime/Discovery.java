package dev.twofold.runtime;

import dev.twofold.spi.BackendProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// Finds the providers of backends that a class loader sees, and probes each once.
final class Discovery {

  /*
   * One broken jar must not hide the others: looking for the next provider can throw, for a line in
   * META-INF/services that names nothing or a class of a newer format, and the search goes on behind
   * such an entry. A loader that fails for ever is given up after as many failures as no class path has
   * backends. The search yields classes; making and probing an instance is done apart and under a time
   * limit (see Probe), since what hangs must not keep the next from being found.
   */

  private static final int MAX_FAILURES = 100;

  private Discovery() {}

  static List<Candidate> load(ClassLoader loader) {
    return load(loader, Probe.LIMIT);
  }

  static List<Candidate> load(ClassLoader loader, Duration limit) {
    List<Candidate> found = new ArrayList<>();
    Iterator<ServiceLoader.Provider<BackendProvider>> providers =
        ServiceLoader.load(BackendProvider.class, loader).stream().iterator();
    int failures = 0;
    while (failures < MAX_FAILURES) {
      try {
        if (!providers.hasNext()) {
          break;
        }
        ServiceLoader.Provider<BackendProvider> next = providers.next();
        found.add(Probe.of(next.type(), next, limit));
      } catch (ServiceConfigurationError | LinkageError e) {
        failures++;
        found.add(Broken.candidate(e));
      }
    }
    found.addAll(LostServices.candidates(loader, found));
    return List.copyOf(found);
  }

  static Candidate probe(BackendProvider provider) {
    return Probe.of(provider.getClass(), () -> provider, Probe.LIMIT);
  }
}
