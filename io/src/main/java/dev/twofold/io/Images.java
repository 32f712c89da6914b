package dev.twofold.io;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Reads and writes pictures: tensors `[1, 3, H, W]` of red, green and blue between 0 and 1.
public final class Images {

  /*
   * A picture's size is read from its header and limited before anything is decoded, so a small file
   * that claims a huge picture costs nothing. The decoders skip metadata unread for the same reason;
   * the orientation that cameras note there is read by Orientation.
   */

  /// The most pixels a picture may have, 2^26 (a square of 8192).
  public static final int MAX_PIXELS = 1 << 26;

  private Images() {}

  /// Reads a PNG, JPEG, GIF, BMP, TIFF or WBMP file (the first picture in it). Transparent pixels
  /// are laid on white; a JPEG file is turned as the camera was held (EXIF's orientation).
  ///
  /// @return the picture, `[1, 3, H, W]` between 0 and 1
  /// @throws FileException if the file cannot be read, is no picture, is damaged or has more than
  ///   [#MAX_PIXELS] pixels
  public static Tensor read(Path file) throws FileException {
    try {
      if (Files.isDirectory(file)) {
        throw new FileException(file.toString(), "is a folder, but a picture is needed");
      }
      try (InputStream in = Files.newInputStream(file);
          ImageInputStream image = new FileImageInputStream(file.toFile())) {
        return read(image, file.toString(), in.readNBytes(Orientation.LOOKED_AT));
      }
    } catch (IOException e) {
      throw FileException.of(file, e);
    }
  }

  /// Reads a picture from a stream, such as a resource, to its end.
  ///
  /// @param name what messages call it
  /// @return the picture, `[1, 3, H, W]` between 0 and 1
  /// @throws FileException as [#read(Path)]
  public static Tensor read(InputStream in, String name) throws FileException {
    try {
      byte[] bytes = in.readAllBytes();
      try (ImageInputStream image =
          new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
        return read(image, name, bytes);
      }
    } catch (IOException e) {
      throw FileException.of(Path.of(name), e);
    }
  }

  private static Tensor read(ImageInputStream in, String name, byte[] begin) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    if (!readers.hasNext()) {
      throw new FileException(
          name, "is not a picture (" + contentOf(begin) + "); a PNG or JPEG file is needed");
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(in, true, true);
      checkSize(name, reader.getWidth(0), reader.getHeight(0));
      return Orientation.of(begin).applied(Pixels.tensor(reader.read(0)));
    } catch (FileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw damaged(name, reader, e);
    } finally {
      reader.dispose();
    }
  }

  private static void checkSize(String name, long width, long height) throws FileException {
    if (width * height > MAX_PIXELS) {
      throw new FileException(
          name,
          String.format(
              Locale.ROOT,
              "claims %,d x %,d pixels, but at most %,d are read; scale it down",
              width,
              height,
              MAX_PIXELS));
    }
  }

  /// A decoder met with bad bytes throws what it happens to stumble over.
  private static FileException damaged(String name, ImageReader reader, Exception cause)
      throws IOException {
    String format = reader.getFormatName().toUpperCase(Locale.ROOT);
    String message = cause.getMessage();
    String said = message == null ? "" : " (" + message.lines().findFirst().orElse("") + ")";
    return new FileException(
        name, "cannot be decoded as " + format + said + "; save it again as PNG", cause);
  }

  private static String contentOf(byte[] begin) {
    if (begin.length == 0) {
      return "it is empty";
    }
    for (byte b : Arrays.copyOf(begin, Math.min(begin.length, 64))) {
      if (b >= 0 && b < ' ' && "\t\n\r\f".indexOf(b) < 0) {
        return "its content is of no known picture format";
      }
    }
    return "it looks like text";
  }

  /// Writes a picture `[1, 3, H, W]`, or a map `[1, 1, H, W]` in shades of grey, as PNG, beside the
  /// target first (see [SafeFiles]). Values are limited to 0..1; NaN becomes 0.
  ///
  /// @throws FileException if the name does not end in `.png` or the file cannot be written
  /// @throws IllegalArgumentException if the tensor has another shape
  public static void write(Path file, Tensor picture) throws FileException {
    checkName(file);
    BufferedImage image = Pixels.image(Layouts.rowMajor(picture));
    SafeFiles.write(
        file,
        out -> {
          try (ImageOutputStream png = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, "png", png);
          }
        });
  }

  /// Says early that a picture cannot be written, as [SafeFiles#checkWritable].
  ///
  /// @throws FileException if the name does not end in `.png` or the file cannot be written
  public static void checkWritable(Path file) throws FileException {
    checkName(file);
    SafeFiles.checkWritable(file);
  }

  private static void checkName(Path file) throws FileException {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new FileException(file.toString(), "pictures are written as PNG; name it *.png");
    }
  }

  /// The lightness of a picture as PIL's mode `L` has it, `0.299 R + 0.587 G + 0.114 B`.
  ///
  /// @param picture `[1, 3, H, W]`
  /// @return `[1, 1, H, W]`
  public static Tensor grey(Tensor picture) {
    Shape shape = Pixels.checkPicture(picture);
    float[] rgb = Layouts.rowMajor(picture).floats();
    int plane = shape.h() * shape.w();
    float[] grey = new float[plane];
    for (int i = 0; i < plane; i++) {
      grey[i] = 0.299f * rgb[i] + 0.587f * rgb[plane + i] + 0.114f * rgb[2 * plane + i];
    }
    return Tensor.of(shape.withDim(1, 1), grey);
  }
}
