package dev.twofold.cuda;

import dev.twofold.cuda.plan.PtxSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/// The PTX files in this jar, with the list of what is in them.
final class PtxFiles implements PtxSource {

  private static final String FOLDER = "kernels/";

  private final Properties list = new Properties();

  /// Reads the list.
  PtxFiles() {
    try (InputStream in = open("kernels.properties")) {
      list.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the list of kernels cannot be read", e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = PtxFiles.class.getResourceAsStream(FOLDER + name);
    if (in == null) {
      throw new IllegalArgumentException(
          "no '%s' beside the classes of backend 'cuda'; build its jar anew".formatted(name));
    }
    return in;
  }

  @Override
  public String file(String kernel) {
    String file = list.getProperty("entry." + kernel + ".module");
    if (file == null) {
      throw new IllegalArgumentException("no kernel '%s' in any file".formatted(kernel));
    }
    return file;
  }

  @Override
  public String text(String file) {
    try (InputStream in = open(file + ".ptx")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("the kernels '%s' cannot be read".formatted(file), e);
    }
  }
}
