package dev.twofold.io;

import dev.twofold.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Reads and writes NumPy's `.npz` files: ZIP archives with an `.npy` file for each array.
public final class Npz {

  /*
   * A small archive can claim arrays a thousand times its size, and hold them, if they are all zeros.
   * What is read is bounded, in proportion to the archive beyond a first allowance, before anything is
   * allocated.
   */

  private static final long BASE_BYTES = 48L << 20;
  private static final int BYTES_PER_FILE_BYTE = 4;
  private static final String SUFFIX = ".npy";
  private static final int MAX_ENTRIES = 1 << 16;

  private Npz() {}

  /// Reads all arrays, in the archive's order, under their names without `.npy`. Types are converted
  /// as by [Npy#read].
  ///
  /// @throws FileException if the file cannot be read, is no archive of `.npy` files or is damaged, or
  ///   if its arrays are far larger than itself
  public static SequencedMap<String, Tensor> read(Path file) throws FileException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    String at = "";
    try (ZipFile zip = new ZipFile(file.toFile())) {
      long left = BASE_BYTES + BYTES_PER_FILE_BYTE * Files.size(file);
      List<? extends ZipEntry> entries = entries(file, zip);
      for (ZipEntry entry : entries) {
        at = "array '" + entry.getName() + "': ";
        // An element of one byte becomes one of four.
        long bytes = Math.multiplyExact(4, Math.max(0, entry.getSize()));
        if (bytes > left) {
          throw new FileException(
              file.toString(), at + "is far larger than the file; save it alone");
        }
        left -= bytes;
        tensors.put(name(entry), tensor(zip, entry));
      }
      return Collections.unmodifiableSequencedMap(tensors);
    } catch (EOFException e) {
      throw new FileException(file.toString(), at + "the file is truncated", e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new FileException(file.toString(), at + e.getMessage(), e);
    } catch (IOException e) {
      throw FileException.of(file, e);
    }
  }

  private static List<? extends ZipEntry> entries(Path file, ZipFile zip) throws FileException {
    if (zip.size() > MAX_ENTRIES) {
      throw new FileException(
          file.toString(),
          String.format(
              Locale.ROOT, "has %,d entries, at most %,d are read", zip.size(), MAX_ENTRIES));
    }
    return zip.stream().filter(entry -> !entry.isDirectory()).toList();
  }

  private static String name(ZipEntry entry) {
    String name = entry.getName();
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  private static Tensor tensor(ZipFile zip, ZipEntry entry) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(zip.getInputStream(entry)))) {
      return Npy.read(in, entry.getSize());
    }
  }

  /// Writes tensors, uncompressed as `numpy.savez` does, beside the target first (see [SafeFiles]).
  ///
  /// @param tensors by name, without `.npy`
  /// @throws FileException if the file cannot be written
  public static void write(Path file, Map<String, Tensor> tensors) throws FileException {
    SafeFiles.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            Sum sum = new Sum();
            Npy.write(sum, tensor.getValue());
            ZipEntry entry = new ZipEntry(tensor.getKey() + SUFFIX);
            entry.setMethod(ZipEntry.STORED);
            entry.setTime(0);
            entry.setSize(sum.bytes);
            entry.setCrc(sum.crc.getValue());
            zip.putNextEntry(entry);
            Npy.write(zip, tensor.getValue());
            zip.closeEntry();
          }
          zip.finish();
        });
  }

  /// What a stored entry must tell before its content.
  private static final class Sum extends OutputStream {

    private final CRC32 crc = new CRC32();
    private long bytes;

    @Override
    public void write(int b) {
      crc.update(b);
      bytes++;
    }

    @Override
    public void write(byte[] b, int off, int len) {
      crc.update(b, off, len);
      bytes += len;
    }
  }
}
