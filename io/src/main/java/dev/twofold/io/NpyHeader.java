package dev.twofold.io;

import dev.twofold.tensor.Shape;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stands before the elements of an `.npy` file.
///
/// @param type the type of the elements
/// @param fortran whether the first axis varies fastest, and not the last
/// @param shape the extents
/// @param end where the elements begin, in bytes from the begin of the file
record NpyHeader(NpyType type, boolean fortran, Shape shape, long end) {

  /*
   * The format (numpy.lib.format): 0x93 "NUMPY", a byte each for the major and minor version, the
   * length of the header (2 bytes in version 1, 4 in versions 2 and 3, little-endian), and the header:
   * a Python dictionary such as {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }.
   */

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*('[^']*'|\\[)");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)\\s*[,}]");

  /// Reads and checks a header.
  ///
  /// @param size the size of the file in bytes
  /// @throws IllegalArgumentException if this is no header of an array that a tensor can hold
  /// @throws IOException if the stream ends too early or cannot be read
  static NpyHeader read(DataInputStream in, long size) throws IOException {
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new IllegalArgumentException(
          "is not an .npy file (it does not begin with \\x93NUMPY); write one with numpy.save");
    }
    int major = in.readUnsignedByte();
    in.readUnsignedByte();
    if (major < 1 || major > 3) {
      throw new IllegalArgumentException(
          "is of .npy version %d, but versions 1 to 3 are known".formatted(major));
    }
    long length =
        major == 1
            ? Short.toUnsignedLong(Short.reverseBytes(in.readShort()))
            : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    int begin = MAGIC.length + 2 + (major == 1 ? 2 : 4);
    if (length > LONGEST || length > size - begin) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its header claims to be %,d bytes long, in a file of %,d bytes; the file is damaged",
              length,
              size));
    }
    String text = new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
    return parse(text, begin + length);
  }

  private static NpyHeader parse(String text, long end) {
    String descr = find(DESCR, text, "descr");
    if (descr.equals("[")) {
      throw new IllegalArgumentException(
          "holds records, but a tensor has elements of one type; save one field of the array");
    }
    boolean fortran = find(ORDER, text, "fortran_order").equals("True");
    Shape shape = shape(find(SHAPE, text, "shape"));
    NpyType type = NpyType.parse(descr.substring(1, descr.length() - 1));
    return new NpyHeader(type, fortran, shape, end);
  }

  private static String find(Pattern pattern, String text, String key) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          "its header has no valid entry '%s'; the file is damaged".formatted(key));
    }
    return matcher.group(1);
  }

  private static Shape shape(String extents) {
    try {
      return Shape.of(
          Arrays.stream(extents.split(","))
              .map(String::strip)
              .filter(extent -> !extent.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "its shape (%s) is no shape of a tensor".formatted(extents.strip()), e);
    }
  }
}
