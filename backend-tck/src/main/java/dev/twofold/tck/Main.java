package dev.twofold.tck;

import dev.twofold.runtime.Backends;
import dev.twofold.spi.BackendException;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// The contract without a build: `java -cp ... dev.twofold.tck.Main ID [FOLDER]` checks the backend
/// `ID` of the class path, prints what failed and the totals, and writes the support table to
/// `FOLDER` (`target/tck` unless given). The exit code is 0 if nothing failed, 1 if something did, 2
/// if there is no such backend.
public final class Main {

  private final PrintStream out;

  Main(PrintStream out) {
    this.out = out;
  }

  /// Runs the contract and ends the JVM.
  ///
  /// @param arguments the backend's id, and where to write the support table
  public static void main(String[] arguments) {
    System.exit(new Main(System.out).run(List.of(arguments)));
  }

  int run(List<String> arguments) {
    try {
      if (arguments.size() == 2 && arguments.getFirst().equals("--find")) {
        out.println(Finding.find(arguments.get(1)));
        return 0;
      }
      if (arguments.isEmpty() || arguments.size() > 2) {
        out.println("arguments: expected ID [FOLDER], got " + arguments);
        return 2;
      }
      Path folder = Path.of(arguments.size() == 2 ? arguments.get(1) : "target/tck");
      return check(arguments.getFirst(), folder);
    } catch (BackendException e) {
      out.println(e.getMessage());
      return 2;
    } catch (AssertionError | IOException e) {
      out.println(Texts.of(e));
      return 1;
    }
  }

  private int check(String id, Path folder) throws IOException {
    BackendProvider provider = Backends.discover().provider(id);
    try (Kit kit = new Kit(() -> provider, BackendOptions.DEFAULTS, OptionalLong::empty)) {
      for (Group group : kit.groups()) {
        group.checks().forEach(check -> attempt(kit, group, check));
        out.printf(
            "%s: %d passed, %d failed, %d unsupported%n",
            group.id(),
            kit.report().count(group.id(), Outcome.Kind.PASSED.name()),
            kit.report().count(group.id(), Report.FAILED),
            kit.report().count(group.id(), Outcome.Kind.UNSUPPORTED.name()));
      }
      ReportFiles.write(kit.report(), folder);
      out.printf("support table: %s%n", folder.resolve(id + ".md"));
      return kit.report().totals().getOrDefault(Report.FAILED, 0L) == 0 ? 0 : 1;
    }
  }

  private void attempt(Kit kit, Group group, Check check) {
    try {
      kit.run(group, check);
    } catch (AssertionError e) {
      out.printf("FAILED %s / %s: %s%n", group.id(), check.id(), Texts.of(e));
    }
  }
}
