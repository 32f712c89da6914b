package dev.twofold.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pictures whose corners are red, green, blue and white, turned by EXIF's tag.
class OrientationTest {

  /// The letters of the corners' colours: above left, above right, below left, below right.
  private static String corners(Tensor picture) {
    int h = picture.shape().h();
    int w = picture.shape().w();
    StringBuilder corners = new StringBuilder();
    for (int row : new int[] {4, h - 4}) {
      for (int column : new int[] {4, w - 4}) {
        int at = row * w + column;
        boolean red = picture.floats()[at] > 0.5f;
        boolean green = picture.floats()[h * w + at] > 0.5f;
        corners.append(red && green ? 'W' : red ? 'R' : green ? 'G' : 'B');
      }
    }
    return corners.toString();
  }

  /// The letters are what Pillow's `ImageOps.exif_transpose` gives (see `make_fixtures.py`).
  @ParameterizedTest
  @CsvSource({
    "1, 32, RGBW",
    "2, 32, GRWB",
    "3, 32, WBGR",
    "4, 32, BWRG",
    "5, 48, RBGW",
    "6, 48, BRWG",
    "7, 48, WGBR",
    "8, 48, GWRB",
    "9, 32, RGBW"
  })
  void read_anyOrientation_isShownAsPillowShowsIt(byte code, int h, String expected)
      throws IOException {
    for (String order : new String[] {"little", "big"}) {
      byte[] jpeg = Files.readAllBytes(Fixtures.path("camera_" + order + ".jpg"));
      jpeg[place(jpeg, order.equals("little"))] = code;

      Tensor picture = Images.read(new ByteArrayInputStream(jpeg), "camera.jpg");

      assertEquals(Shape.nchw(1, 3, h, 80 - h), picture.shape());
      assertEquals(expected, corners(picture));
    }
  }

  /// Where the tag's value stands: in the low byte of its two.
  private static int place(byte[] jpeg, boolean little) {
    for (int i = 0; i < jpeg.length; i++) {
      boolean tag =
          little ? jpeg[i] == 0x12 && jpeg[i + 1] == 1 : jpeg[i] == 1 && jpeg[i + 1] == 0x12;
      if (tag && jpeg[i + (little ? 2 : 3)] == 3) {
        return i + (little ? 8 : 9);
      }
    }
    throw new AssertionError("no tag");
  }

  @Test
  void read_fileAndStream_agree() throws IOException {
    assertEquals("BRWG", corners(Images.read(Fixtures.path("camera_big.jpg"))));
  }

  @Test
  void of_damagedTags_isNormal() throws IOException {
    byte[] jpeg = Files.readAllBytes(Fixtures.path("camera_little.jpg"));
    for (int i = 2; i < 120; i++) {
      byte[] damaged = jpeg.clone();
      damaged[i] = -1;
      Orientation.of(damaged).applied(Tensor.zeros(Shape.nchw(1, 1, 2, 3)));
      Orientation.of(Arrays.copyOf(jpeg, i));
    }
    assertEquals(Orientation.NORMAL, Orientation.of(new byte[0]));
    assertEquals(Orientation.NORMAL, Orientation.of(Arrays.copyOf(jpeg, 30)));
  }
}
