package dev.twofold.io;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// How a camera was held: the tag `Orientation` of EXIF, which stands in a JPEG file and says how its
/// rows and columns are to be shown (CIPA DC-008, 4.6.4).
///
/// @param code 1 (as it is) to 8
record Orientation(int code) {

  static final Orientation NORMAL = new Orientation(1);

  /// The most bytes of a file that are looked at.
  static final int LOOKED_AT = 1 << 17;

  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int START = 0xffd8;
  private static final int APP1 = 0xffe1;
  private static final int SCAN = 0xffda;
  private static final int TAG = 0x0112;

  /// Reads the tag.
  ///
  /// @param begin the first bytes of a file
  /// @return what the tag says; [#NORMAL] if there is none, or none that can be understood
  static Orientation of(byte[] begin) {
    ByteBuffer bytes = ByteBuffer.wrap(begin);
    if (begin.length < 4 || word(bytes, 0) != START) {
      return NORMAL;
    }
    int at = 2;
    while (at + 4 <= begin.length && word(bytes, at) > 0xff00 && word(bytes, at) != SCAN) {
      int length = word(bytes, at + 2);
      if (word(bytes, at) == APP1 && isExif(bytes, at + 4)) {
        return tag(bytes, at + 4 + EXIF.length, Math.min(begin.length, at + 2 + length));
      }
      at += 2 + length;
    }
    return NORMAL;
  }

  private static int word(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static boolean isExif(ByteBuffer bytes, int at) {
    return at + EXIF.length <= bytes.capacity()
        && bytes.slice(at, EXIF.length).equals(ByteBuffer.wrap(EXIF));
  }

  /// Looks through the first directory of the TIFF structure between two places.
  private static Orientation tag(ByteBuffer bytes, int from, int to) {
    if (to - from < 8) {
      return NORMAL;
    }
    ByteBuffer tiff = bytes.slice(from, to - from);
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 0 || directory > tiff.capacity() - 2) {
      return NORMAL;
    }
    int entries = word(tiff, directory);
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if (entry > tiff.capacity() - 12) {
        return NORMAL;
      }
      int code = word(tiff, entry + 8);
      if (word(tiff, entry) == TAG) {
        return code >= 1 && code <= 8 ? new Orientation(code) : NORMAL;
      }
    }
    return NORMAL;
  }

  /// The picture as it is to be shown.
  ///
  /// @param picture `[1, C, H, W]`, row-major
  Tensor applied(Tensor picture) {
    if (code == 1) {
      return picture;
    }
    Shape in = picture.shape();
    boolean turned = code >= 5;
    int h = turned ? in.w() : in.h();
    int w = turned ? in.h() : in.w();
    Tensor shown = Tensor.zeros(Shape.nchw(1, in.c(), h, w));
    for (int c = 0; c < in.c(); c++) {
      for (int row = 0; row < h; row++) {
        for (int column = 0; column < w; column++) {
          int place = source(in, row, column);
          shown.floats()[(c * h + row) * w + column] =
              picture.floats()[c * in.h() * in.w() + place];
        }
      }
    }
    return shown;
  }

  /// Where a pixel that is shown lies in the file.
  private int source(Shape in, int row, int column) {
    int lastRow = in.h() - 1;
    int lastColumn = in.w() - 1;
    return switch (code) {
      case 2 -> row * in.w() + lastColumn - column;
      case 3 -> (lastRow - row) * in.w() + lastColumn - column;
      case 4 -> (lastRow - row) * in.w() + column;
      case 5 -> column * in.w() + row;
      case 6 -> (lastRow - column) * in.w() + row;
      case 7 -> (lastRow - column) * in.w() + lastColumn - row;
      case 8 -> column * in.w() + lastColumn - row;
      default -> row * in.w() + column;
    };
  }
}
