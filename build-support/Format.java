import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks or applies the house format, google-java-format, on every Java file of the checkout.
///
/// Started by the root pom as `Format check|apply ROOT STAMP`. STAMP is a file whose time says up
/// to when all files were found well formatted, so that a repeated check reads only what changed.
public final class Format {
  /*
   * Documentation comments stay as they were written: reflowing them tears formulas apart.
   */
  private static final Formatter FORMATTER =
      new Formatter(JavaFormatterOptions.builder().formatJavadoc(false).build());

  private Format() {}

  /// Runs one check or one application; exits with 1 where a check finds unformatted files.
  public static void main(String[] args) throws IOException {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    Path stamp = Path.of(args[2]);
    FileTime begun = FileTime.fromMillis(System.currentTimeMillis());
    List<Path> changed = javaFiles(root, since(stamp));
    List<String> unformatted =
        changed.parallelStream().flatMap(file -> process(root, file, apply)).sorted().toList();
    if (!apply && !unformatted.isEmpty()) {
      unformatted.forEach(file -> System.err.println("[ERROR] not formatted: " + file));
      System.err.println("[ERROR] cure: mvn -q -N -P format validate");
      System.exit(1);
    }
    unformatted.forEach(file -> System.out.println("formatted " + file));
    Files.createDirectories(stamp.getParent());
    Files.writeString(stamp, "");
    Files.setLastModifiedTime(stamp, begun);
  }

  private static FileTime since(Path stamp) throws IOException {
    return Files.exists(stamp) ? Files.getLastModifiedTime(stamp) : FileTime.fromMillis(0);
  }

  private static List<Path> javaFiles(Path root, FileTime since) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            boolean foreign = !dir.equals(root) && (name.startsWith(".") || name.equals("target"));
            return foreign ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean changed = attributes.lastModifiedTime().compareTo(since) >= 0;
            if (changed && file.toString().endsWith(".java")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  private static Stream<String> process(Path root, Path file, boolean apply) {
    try {
      String source = Files.readString(file);
      String formatted = FORMATTER.formatSourceAndFixImports(source);
      if (formatted.equals(source)) {
        return Stream.empty();
      }
      if (apply) {
        Files.writeString(file, formatted);
      }
      return Stream.of(root.relativize(file).toString());
    } catch (FormatterException e) {
      return Stream.of(root.relativize(file) + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
