package dev.twofold.cli;

import dev.twofold.cost.MachineProfile;
import dev.twofold.cost.render.Profiles;
import dev.twofold.io.FileException;
import dev.twofold.io.SafeFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where the speed of this machine is kept: one file per backend and number of threads.
final class ProfileArguments {

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "The file with the machine's speed (default: .twofold/BACKEND-THREADS.json in the user's"
              + " home).")
  private Path file = Path.of("");

  private static Path folder() {
    return Path.of(System.getProperty("user.home", "."), ".twofold");
  }

  /// The file for a backend.
  Path file(String backend, int threads) {
    return file.toString().isEmpty()
        ? folder().resolve("%s-%d.json".formatted(backend, threads))
        : file;
  }

  /// The profile, if there is one.
  ///
  /// @throws CliException if there is a file but no profile in it
  Optional<MachineProfile> find(String backend, int threads) {
    Path path = file(backend, threads);
    return Files.exists(path) ? Optional.of(read(path)) : Optional.empty();
  }

  /// A file's profile.
  ///
  /// @throws CliException if there is none in it
  static MachineProfile read(Path path) {
    try {
      return Profiles.parse(Files.readString(path));
    } catch (NoSuchFileException e) {
      throw new CliException("no such file '%s'; see 'calibrate'".formatted(path), e);
    } catch (CharacterCodingException e) {
      throw new CliException("'%s' is no machine profile: no text".formatted(path), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new CliException("'%s' is no machine profile: %s".formatted(path, e.getMessage()), e);
    }
  }

  /// Refuses early what cannot be written.
  void check() throws FileException {
    if (!file.toString().isEmpty()) {
      SafeFiles.checkWritable(file);
    }
  }

  /// Keeps a profile.
  void write(MachineProfile profile) throws FileException {
    Path path = file(profile.backend(), profile.threads());
    if (file.toString().isEmpty()) {
      Folders.create(folder());
    }
    SafeFiles.write(
        path, out -> out.write(Profiles.json(profile).getBytes(StandardCharsets.UTF_8)));
  }
}
