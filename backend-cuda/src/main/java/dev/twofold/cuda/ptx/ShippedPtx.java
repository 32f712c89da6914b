package dev.twofold.cuda.ptx;

import dev.twofold.cuda.plan.PtxSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The PTX in this jar.
public final class ShippedPtx implements PtxSource {

  private static final String FOLDER = "/dev/twofold/cuda/kernels/";

  private final Manifest manifest;

  private ShippedPtx(Manifest manifest) {
    this.manifest = manifest;
  }

  /// Reads the manifest; PTX is read when asked for.
  ///
  /// @throws IllegalStateException if it is not in the jar
  public static ShippedPtx open() {
    try {
      return new ShippedPtx(Manifest.read(new StringReader(resource("kernels.properties"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What there is.
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public String file(String kernel) {
    Manifest.Entry entry = manifest.entries().get(kernel);
    if (entry == null) {
      throw new IllegalArgumentException(
          "kernel '%s' is not among the %d that ship".formatted(kernel, manifest.entries().size()));
    }
    return entry.module() + ".ptx";
  }

  @Override
  public String text(String file) {
    return resource(file);
  }

  private static String resource(String name) {
    try (InputStream in = ShippedPtx.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "kernels: '%s%s' is not in the jar; build it again".formatted(FOLDER, name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("kernels: " + name, e);
    }
  }
}
