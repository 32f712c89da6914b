package dev.twofold.runtime;

import dev.twofold.graph.Model;
import dev.twofold.spi.BackendProvider;
import java.lang.ref.Cleaner;
import java.util.List;

/// The backends that are there, and the way from a model to a program. An instance looks once;
/// there is no global registry.
///
/// Which backend a program gets, in this order: what [CompileOptions#backends()] names; the system
/// property `twofold.backend`, such as `cuda:0,cpu`; the environment variable `TWOFOLD_BACKEND`;
/// else the best class of device, ours before others, then by id.
public final class Backends {

  private final List<Candidate> candidates;

  /// Made when the first program is compiled: a cleaner is a thread, so all instances share one.
  private static final class Cleaning {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private Backends(List<Candidate> candidates) {
    this.candidates = candidates;
  }

  /// The backends that the thread's context class loader sees.
  public static Backends discover() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return discover(loader == null ? Backends.class.getClassLoader() : loader);
  }

  /// The backends that a class loader sees.
  public static Backends discover(ClassLoader loader) {
    return new Backends(Discovery.load(loader));
  }

  /// The given backends, and no others.
  public static Backends of(List<BackendProvider> providers) {
    return new Backends(providers.stream().map(Discovery::probe).toList());
  }

  /// What was found, also what cannot be used, in the order of the class path.
  public List<BackendStatus> statuses() {
    return candidates.stream().map(Candidate::status).toList();
  }

  /// The provider of a backend, for tools that need more of it than a program, such as the tests of
  /// its contract.
  ///
  /// @throws dev.twofold.spi.BackendException if there is none of that id, or it cannot be used
  public BackendProvider provider(String id) {
    return new Selector(candidates).provider(id);
  }

  /// Which backend a program would get.
  ///
  /// @param named what [CompileOptions#backends()] would name; empty for nothing
  /// @throws dev.twofold.spi.BackendException as [#compile(Model, CompileOptions)] throws it
  public Selection select(List<String> named) {
    return new Selector(candidates).choose(named).getFirst().selection();
  }

  /// Compiles a model with the default options.
  ///
  /// @throws dev.twofold.spi.BackendException if no backend can be used, or none can run a node
  public Program compile(Model model) {
    return compile(model, CompileOptions.DEFAULTS);
  }

  /// Compiles a model.
  ///
  /// @throws dev.twofold.spi.BackendException if a named backend is missing or unavailable, the
  ///   choice is ambiguous, or no backend can run a node; the message lists what was found and why
  ///   it was refused
  public Program compile(Model model, CompileOptions options) {
    List<Selector.Choice> choices = new Selector(candidates).choose(options.backends());
    return new Compilation(model, options, choices).run(Cleaning.CLEANER);
  }
}
