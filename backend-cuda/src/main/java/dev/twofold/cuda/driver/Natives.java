package dev.twofold.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jcuda.JCudaVersion;
import jcuda.LibUtils;
import jcuda.driver.JCudaDriver;

/// Loads JCuda's native library, and with it the driver's.
final class Natives {

  /*
   * Left to itself JCuda unpacks its library to a fixed name in `java.io.tmpdir` and uses whatever lies
   * there already: anybody may have put it there, and half a file, from a disk that was full once, ends
   * the process with a bus error. So the library is unpacked here, to a folder that nobody else can
   * have seen, and JCuda is led there by the only way it knows: the property, for as long as its class
   * is initialised. The file may go as soon as it is loaded (where the system keeps it in use, at exit).
   */

  /// The path of the driver's library, where the system does not find it by itself.
  static final String LIBRARY = "twofold.cuda.library";

  private static final String FOLDER = "java.io.tmpdir";

  private Natives() {}

  /// Loads the libraries.
  ///
  /// @throws IOException if JCuda's library cannot be unpacked
  /// @throws LinkageError if a library is missing or cannot be loaded
  @SuppressWarnings("restricted") // it is what native access is asked for
  static void load() throws IOException {
    String library = System.getProperty(LIBRARY, "");
    if (!library.isEmpty()) {
      System.load(Path.of(library).toAbsolutePath().toString());
    }
    Path folder = Files.createTempDirectory("twofold-cuda");
    Path file = folder.resolve(fileName());
    String before = System.getProperty(FOLDER);
    try {
      unpack(file);
      System.setProperty(FOLDER, folder.toString());
      // Initialises the class, which loads the library.
      JCudaDriver.cuDriverGetVersion(new int[1]);
    } finally {
      System.setProperty(FOLDER, before);
      remove(file);
      remove(folder);
    }
  }

  private static String fileName() {
    String name = LibUtils.createPlatformLibraryName("JCudaDriver-" + JCudaVersion.get());
    return LibUtils.createLibraryFileName(name);
  }

  private static void unpack(Path file) throws IOException {
    String resource = "lib/" + file.getFileName();
    try (InputStream in = Natives.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new UnsatisfiedLinkError(
            "no '%s' on the class path: there is none for %s on %s"
                .formatted(resource, System.getProperty("os.name"), System.getProperty("os.arch")));
      }
      Files.copy(in, file);
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // In use, as a loaded library is on Windows.
      path.toFile().deleteOnExit();
    }
  }

  /// What is loaded, in the order in which it is looked for; for messages.
  static List<String> lookedFor() {
    String library = System.getProperty(LIBRARY, "");
    return library.isEmpty() ? List.of("libcuda.so.1", "nvcuda.dll") : List.of(library);
  }
}
