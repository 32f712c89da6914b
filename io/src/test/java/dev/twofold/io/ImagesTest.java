package dev.twofold.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads what Pillow wrote (see `make_fixtures.py` among the resources).
class ImagesTest {

  private static final int[] GREY = {0, 64, 128, 192, 255, 1};

  @TempDir Path folder;

  private static float[] planes(int[]... samples) {
    float[] values = new float[samples.length * samples[0].length];
    for (int i = 0; i < values.length; i++) {
      values[i] = samples[i / samples[0].length][i % samples[0].length] / 255f;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"grey.png", "grey16.png"})
  void read_grey_isNotBrightened(String name) throws IOException {
    Tensor picture = Images.read(Fixtures.path(name));
    assertEquals(Shape.nchw(1, 3, 2, 3), picture.shape());
    assertArrayEquals(planes(GREY, GREY, GREY), picture.floats());
  }

  @Test
  void read_colours_givesPlanesOfRedGreenBlue() throws IOException {
    int[] green = {255, 191, 127, 63, 0, 254};
    int[] blue = {0, 32, 64, 96, 127, 0};
    float[] expected = planes(GREY, green, blue);
    assertArrayEquals(expected, Images.read(Fixtures.path("rgb.png")).floats());
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("rgb.png"))) {
      assertArrayEquals(expected, Images.read(in, "rgb.png").floats());
    }
  }

  @Test
  void read_palette_givesItsColours() throws IOException {
    int[] red = {0, 64, 128, 192, 255, 1};
    int[] green = {255, 191, 127, 63, 0, 254};
    int[] blue = {0, 32, 64, 96, 127, 0};
    assertArrayEquals(planes(red, green, blue), Images.read(Fixtures.path("palette.png")).floats());
  }

  @Test
  void read_alpha_isLaidOnWhite() throws IOException {
    float[] values = Images.read(Fixtures.path("alpha.png")).floats();
    assertEquals(1f, values[0]);
    assertEquals(0.2f * 64 / 255 + 0.8f, values[1], 1e-6);
    assertEquals(128 / 255f, values[2]);
  }

  @Test
  void read_jpeg_isWithinOneStepOfPillow() throws IOException {
    float[] values = Images.read(Fixtures.path("blocks.jpg")).floats();
    int[][] pillow = {
      {0, 63, 128, 192, 255, 0}, {255, 191, 127, 62, 1, 254}, {1, 32, 63, 96, 126, 0}
    };
    for (int c = 0; c < 3; c++) {
      for (int block = 0; block < 6; block++) {
        int at = (c * 16 + block / 3 * 8) * 24 + block % 3 * 8;
        assertEquals(pillow[c][block] / 255f, values[at], 1.01f / 255);
      }
    }
  }

  private static void assertRefused(Path file, String problem) {
    FileException thrown = assertThrows(FileException.class, () -> Images.read(file));
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.startsWith("'" + file + "': ") && message.contains(problem), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void read_noPicture_saysWhatItIs() throws IOException {
    Path text = Files.writeString(folder.resolve("a.jpg"), "Dear reader,\nthis is no picture.\n");
    assertRefused(text, "is not a picture (it looks like text); a PNG or JPEG file is needed");
    assertRefused(Files.write(folder.resolve("b.png"), new byte[0]), "it is empty");
    assertRefused(Files.write(folder.resolve("c.png"), new byte[9]), "of no known picture format");
    assertRefused(folder, "is a folder, but a picture is needed");
    assertRefused(folder.resolve("none.png"), "no such file");
  }

  @Test
  void read_headerOfHugePicture_isRefusedBeforeDecoding() throws IOException {
    Path file = Files.write(folder.resolve("huge.png"), pngHeader(2_000_000_000, 2_000_000_000));
    assertRefused(
        file,
        "claims 2,000,000,000 x 2,000,000,000 pixels, but at most 67,108,864 are read; scale it"
            + " down");
  }

  private static byte[] pngHeader(int width, int height) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(chunk);
    out.write("IHDR".getBytes(StandardCharsets.US_ASCII));
    out.writeInt(width);
    out.writeInt(height);
    out.write(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.toByteArray());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream png = new DataOutputStream(file);
    png.writeLong(0x89504E470D0A1A0AL);
    png.writeInt(13);
    png.write(chunk.toByteArray());
    png.writeInt((int) crc.getValue());
    png.writeInt(0);
    png.write("IDAT".getBytes(StandardCharsets.US_ASCII));
    png.writeInt(0x35AF061E);
    return file.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.png", "blocks.jpg"})
  void read_truncationsAndDamage_throwNothingElse(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.path(name));
    Path file = folder.resolve(name);
    Random random = new Random(3);
    int refused = 0;
    for (int round = 0; round < 150; round++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length));
      if (bytes.length > 30 && round % 2 == 0) {
        bytes = whole.clone();
        bytes[8 + random.nextInt(whole.length - 8)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        Images.read(Files.write(file, bytes));
      } catch (FileException e) {
        refused++;
        assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
      }
    }
    assertTrue(refused > 20, "only " + refused + " of 150 were refused");
  }

  @Test
  void write_picture_comesBack() throws IOException {
    Path file = folder.resolve("out.png");
    Tensor picture = Images.read(Fixtures.path("rgb.png"));
    Images.write(file, picture);
    assertArrayEquals(picture.floats(), Images.read(file).floats());
  }

  @Test
  void write_map_isGreyAndLimited() throws IOException {
    Path file = folder.resolve("out.png");
    Images.write(file, Tensor.of(Shape.nchw(1, 1, 1, 4), -1, 0.2f, 7, Float.NaN));
    float[] expected = {0, 0.2f, 1, 0};
    assertArrayEquals(expected, Arrays.copyOf(Images.read(file).floats(), 4));
  }

  @Test
  void write_channelsLast_isTheSamePicture() throws IOException {
    Path file = folder.resolve("out.png");
    Images.write(file, Tensor.of(Shape.nchw(1, 3, 1, 2), Layout.NHWC, 1, 0, 0, 0, 0, 1));
    assertArrayEquals(new float[] {1, 0, 0, 0, 0, 1}, Images.read(file).floats());
  }

  @Test
  void write_otherNameOrShape_isRefused() {
    Tensor picture = Tensor.zeros(Shape.nchw(1, 3, 1, 1));
    Path jpeg = folder.resolve("out.jpg");
    FileException thrown = assertThrows(FileException.class, () -> Images.write(jpeg, picture));
    assertEquals("'" + jpeg + "': pictures are written as PNG; name it *.png", thrown.getMessage());
    assertFalse(Files.exists(jpeg));
    Path png = folder.resolve("out.png");
    IllegalArgumentException shape =
        assertThrows(
            IllegalArgumentException.class,
            () -> Images.write(png, Tensor.zeros(Shape.nchw(1, 2, 1, 1))));
    assertEquals(
        "picture [1, 2, 1, 1]: [1, 3, H, W] or [1, 1, H, W] is needed", shape.getMessage());
    assertFalse(Files.exists(png));
  }

  @Test
  void grey_picture_weighsItsChannels() {
    Tensor grey = Images.grey(Tensor.of(Shape.nchw(1, 3, 1, 2), 1, 0, 0, 1, 0, 0));
    assertEquals(Shape.nchw(1, 1, 1, 2), grey.shape());
    assertArrayEquals(new float[] {0.299f, 0.587f}, grey.floats());
  }
}
