import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.FileImageOutputStream;

/// Draws the picture of the demo, `street-scene.jpg`: a street sign, a menu and a sticker on a brick
/// wall, seen at an angle, with uneven light, lens blur and sensor noise, so that finding the text in
/// it is the work that a photograph asks for. Everything is drawn here; nothing is taken from
/// elsewhere. Needs the DejaVu fonts.
///
/// `java DrawStreetScene.java street-scene.jpg`
public final class DrawStreetScene {

  private static final int WIDTH = 960;
  private static final int HEIGHT = 640;

  /// Everything is drawn twice as large and averaged down.
  private static final int SCALE = 2;

  private final Random random = new Random(20);
  private final BufferedImage scene = canvas(WIDTH * SCALE, HEIGHT * SCALE);

  private DrawStreetScene() {}

  /// Draws the picture into the file that the only argument names.
  public static void main(String[] args) throws IOException {
    System.setProperty("java.awt.headless", "true");
    new DrawStreetScene().draw(new File(args[0]));
  }

  private void draw(File file) throws IOException {
    drawWall();
    place(streetSign(), 70, 52, 566, 38, 560, 168, 74, 190);
    place(menu(), 128, 236, 512, 222, 540, 612, 98, 600);
    place(sticker(), 640, 108, 880, 130, 872, 330, 632, 318);
    place(houseNumber(), 690, 400, 838, 408, 832, 540, 686, 530);
    write(develop(), file);
  }

  private static BufferedImage canvas(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
  }

  private static Graphics2D pen(BufferedImage image) {
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    return pen;
  }

  private void drawWall() {
    Graphics2D pen = pen(scene);
    pen.setColor(new Color(150, 143, 134));
    pen.fillRect(0, 0, scene.getWidth(), scene.getHeight());
    pen.transform(AffineTransform.getRotateInstance(-0.012));
    int rowHeight = 92;
    for (int row = -1; row < 16; row++) {
      for (int column = -1; column < 11; column++) {
        double x = column * 216 + (row % 2 == 0 ? 0 : 108) + random.nextGaussian() * 3;
        double y = row * rowHeight + random.nextGaussian() * 2;
        float tone = (float) (1 + random.nextGaussian() * 0.11);
        pen.setColor(shade(new Color(142, 78, 62), tone));
        pen.fill(new RoundRectangle2D.Double(x + 8, y + 8, 200, rowHeight - 14, 12, 12));
        speckle(pen, x + 8, y + 8, 200, rowHeight - 14);
      }
    }
    pen.dispose();
  }

  private void speckle(Graphics2D pen, double x, double y, double width, double height) {
    for (int i = 0; i < 90; i++) {
      int alpha = 8 + random.nextInt(34);
      pen.setColor(
          random.nextBoolean() ? new Color(40, 20, 15, alpha) : new Color(225, 180, 150, alpha));
      double size = 1 + random.nextDouble() * 9;
      pen.fill(
          new Ellipse2D.Double(
              x + random.nextDouble() * (width - size),
              y + random.nextDouble() * (height - size),
              size,
              size * (0.5 + random.nextDouble() / 2)));
    }
  }

  private static Color shade(Color color, float factor) {
    return new Color(
        Math.clamp(Math.round(color.getRed() * factor), 0, 255),
        Math.clamp(Math.round(color.getGreen() * factor), 0, 255),
        Math.clamp(Math.round(color.getBlue() * factor), 0, 255));
  }

  private static BufferedImage streetSign() {
    BufferedImage sign = canvas(1000, 270);
    Graphics2D pen = pen(sign);
    pen.setPaint(new GradientPaint(0, 0, new Color(28, 62, 128), 1000, 270, new Color(16, 40, 92)));
    pen.fill(new RoundRectangle2D.Double(2, 2, 996, 266, 40, 40));
    pen.setColor(new Color(238, 240, 240));
    pen.setStroke(new BasicStroke(9));
    pen.draw(new RoundRectangle2D.Double(20, 20, 960, 230, 28, 28));
    centred(pen, "POINTWISE ST", "DejaVu Sans Condensed", Font.BOLD, 108, 500, 154);
    centred(pen, "one by one, channel by channel", "DejaVu Sans", Font.PLAIN, 36, 500, 218);
    for (int x : new int[] {48, 936}) {
      pen.setColor(new Color(170, 174, 176));
      pen.fill(new Ellipse2D.Double(x, 120, 24, 24));
      pen.setColor(new Color(80, 84, 88));
      pen.setStroke(new BasicStroke(3));
      pen.drawLine(x + 5, 128, x + 19, 136);
    }
    pen.dispose();
    return sign;
  }

  private BufferedImage menu() {
    BufferedImage paper = canvas(860, 820);
    Graphics2D pen = pen(paper);
    pen.setPaint(
        new GradientPaint(0, 0, new Color(246, 240, 224), 860, 820, new Color(226, 217, 196)));
    pen.fillRect(0, 0, 860, 820);
    for (int i = 0; i < 900; i++) {
      pen.setColor(new Color(120, 100, 70, 6 + random.nextInt(14)));
      pen.fillRect(random.nextInt(860), random.nextInt(820), 1 + random.nextInt(14), 1);
    }
    pen.setColor(new Color(52, 38, 30));
    centred(pen, "Café Twofold", "DejaVu Serif", Font.BOLD | Font.ITALIC, 104, 430, 130);
    pen.setColor(new Color(150, 52, 40));
    centred(pen, "TODAY'S SPECIALS", "DejaVu Sans", Font.BOLD, 42, 430, 210);
    pen.setColor(new Color(52, 38, 30));
    pen.setStroke(new BasicStroke(3));
    pen.drawLine(60, 240, 800, 240);
    String[][] rows = {
      {"Depthwise soup", "1.44"},
      {"Pointwise salad", "5.12"},
      {"Separable pie", "6.56"},
      {"Regular roast", "46.08"},
      {"Coffee", "0.90"}
    };
    for (int i = 0; i < rows.length; i++) {
      pen.setFont(new Font("DejaVu Serif", Font.PLAIN, 54));
      pen.drawString(rows[i][0], 70, 318 + i * 78);
      float width = (float) pen.getFontMetrics().getStringBounds(rows[i][1], pen).getWidth();
      pen.drawString(rows[i][1], 790 - width, 318 + i * 78);
    }
    pen.drawLine(60, 670, 800, 670);
    centred(pen, "open daily from 8 to 16", "DejaVu Sans", Font.PLAIN, 40, 430, 728);
    centred(pen, "please ask the staff about groups", "DejaVu Sans", Font.PLAIN, 26, 430, 778);
    crease(pen);
    pen.dispose();
    return paper;
  }

  /// The folds of a sheet that was carried in a pocket.
  private static void crease(Graphics2D pen) {
    pen.setPaint(
        new GradientPaint(0, 400, new Color(0, 0, 0, 0), 0, 414, new Color(60, 45, 25, 52)));
    pen.fillRect(0, 400, 860, 14);
    pen.setColor(new Color(255, 252, 240, 90));
    pen.fillRect(0, 414, 860, 3);
    pen.setPaint(
        new GradientPaint(420, 0, new Color(0, 0, 0, 0), 432, 0, new Color(60, 45, 25, 40)));
    pen.fillRect(420, 0, 12, 820);
  }

  private static BufferedImage sticker() {
    BufferedImage sticker = canvas(520, 440);
    Graphics2D pen = pen(sticker);
    pen.setColor(new Color(232, 186, 44));
    pen.fill(new RoundRectangle2D.Double(4, 4, 512, 432, 70, 70));
    pen.setColor(new Color(32, 28, 24));
    centred(pen, "FRESH", "DejaVu Sans", Font.BOLD, 112, 260, 138);
    centred(pen, "KERNELS", "DejaVu Sans", Font.BOLD, 84, 260, 236);
    centred(pen, "3 x 3 · stride 1", "DejaVu Sans Mono", Font.BOLD, 42, 260, 316);
    centred(pen, "no padding added", "DejaVu Sans", Font.ITALIC, 38, 260, 376);
    pen.dispose();
    return sticker;
  }

  private static BufferedImage houseNumber() {
    BufferedImage plate = canvas(300, 260);
    Graphics2D pen = pen(plate);
    pen.setColor(new Color(236, 234, 226));
    pen.fill(new Ellipse2D.Double(4, 4, 292, 252));
    pen.setColor(new Color(24, 66, 48));
    pen.setStroke(new BasicStroke(10));
    pen.draw(new Ellipse2D.Double(18, 18, 264, 224));
    centred(pen, "32", "DejaVu Serif", Font.BOLD, 132, 150, 176);
    pen.dispose();
    return plate;
  }

  private static void centred(
      Graphics2D pen, String text, String family, int style, int size, float x, float y) {
    pen.setFont(new Font(family, style, size));
    float width = (float) pen.getFontMetrics().getStringBounds(text, pen).getWidth();
    pen.drawString(text, x - width / 2, y);
  }

  /// Puts a flat thing into the scene, seen at an angle, over its own soft shadow. The corners are in
  /// pixels of the final picture, clockwise from the top left.
  private void place(BufferedImage thing, double... corners) {
    shadow(corners);
    double[] map = homography(thing.getWidth(), thing.getHeight(), corners);
    for (int y = 0; y < scene.getHeight(); y++) {
      for (int x = 0; x < scene.getWidth(); x++) {
        double px = (x + 0.5) / SCALE;
        double py = (y + 0.5) / SCALE;
        double depth = map[6] * px + map[7] * py + map[8];
        double u = (map[0] * px + map[1] * py + map[2]) / depth - 0.5;
        double v = (map[3] * px + map[4] * py + map[5]) / depth - 0.5;
        if (u > -1 && v > -1 && u < thing.getWidth() && v < thing.getHeight()) {
          scene.setRGB(x, y, blend(scene.getRGB(x, y), thing, u, v));
        }
      }
    }
  }

  private void shadow(double[] corners) {
    BufferedImage layer = canvas(scene.getWidth() / 4, scene.getHeight() / 4);
    Graphics2D pen = pen(layer);
    Path2D outline = new Path2D.Double();
    for (int i = 0; i < 8; i += 2) {
      double x = (corners[i] + 9) * SCALE / 4;
      double y = (corners[i + 1] + 11) * SCALE / 4;
      if (i == 0) {
        outline.moveTo(x, y);
      } else {
        outline.lineTo(x, y);
      }
    }
    pen.setColor(new Color(12, 8, 6, 150));
    pen.fill(outline);
    pen.dispose();
    Graphics2D onto = pen(scene);
    onto.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    onto.drawImage(blur(layer, 4), 0, 0, scene.getWidth(), scene.getHeight(), null);
    onto.dispose();
  }

  /// The map from the picture back to a thing of `w` x `h`: Heckbert's square-to-quadrilateral map,
  /// inverted.
  private static double[] homography(double w, double h, double[] c) {
    double dx1 = c[2] - c[4];
    double dx2 = c[6] - c[4];
    double dx3 = c[0] - c[2] + c[4] - c[6];
    double dy1 = c[3] - c[5];
    double dy2 = c[7] - c[5];
    double dy3 = c[1] - c[3] + c[5] - c[7];
    double det = dx1 * dy2 - dx2 * dy1;
    double g = (dx3 * dy2 - dx2 * dy3) / det;
    double k = (dx1 * dy3 - dx3 * dy1) / det;
    double[] m = {
      c[2] - c[0] + g * c[2],
      c[6] - c[0] + k * c[6],
      c[0],
      c[3] - c[1] + g * c[3],
      c[7] - c[1] + k * c[7],
      c[1],
      g,
      k,
      1
    };
    double[] inverse = {
      m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
      m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
      m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]
    };
    for (int i = 0; i < 3; i++) {
      inverse[i] *= w;
      inverse[3 + i] *= h;
    }
    return inverse;
  }

  private static int blend(int under, BufferedImage thing, double u, double v) {
    double[] sum = new double[4];
    int x = (int) Math.floor(u);
    int y = (int) Math.floor(v);
    for (int i = 0; i < 4; i++) {
      int sx = x + i % 2;
      int sy = y + i / 2;
      double weight = (1 - Math.abs(u - sx)) * (1 - Math.abs(v - sy));
      if (sx >= 0 && sy >= 0 && sx < thing.getWidth() && sy < thing.getHeight()) {
        int rgb = thing.getRGB(sx, sy);
        double alpha = (rgb >>> 24) / 255.0 * weight;
        sum[3] += alpha;
        for (int c = 0; c < 3; c++) {
          sum[c] += alpha * (rgb >> (16 - 8 * c) & 255);
        }
      }
    }
    int result = 0xff;
    for (int c = 0; c < 3; c++) {
      double value = sum[c] + (1 - sum[3]) * (under >> (16 - 8 * c) & 255);
      result = result << 8 | (int) Math.round(value);
    }
    return result;
  }

  private static BufferedImage blur(BufferedImage image, int radius) {
    BufferedImage current = image;
    for (int pass = 0; pass < 3; pass++) {
      BufferedImage next = canvas(image.getWidth(), image.getHeight());
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          int alpha = 0;
          int count = 0;
          for (int dy = -radius; dy <= radius; dy += 2) {
            for (int dx = -radius; dx <= radius; dx += 2) {
              int sx = Math.clamp(x + dx, 0, image.getWidth() - 1);
              int sy = Math.clamp(y + dy, 0, image.getHeight() - 1);
              alpha += current.getRGB(sx, sy) >>> 24;
              count++;
            }
          }
          next.setRGB(x, y, alpha / count << 24 | 0x0c0806);
        }
      }
      current = next;
    }
    return current;
  }

  /// What the camera makes of the scene: averaged down with a little blur, unevenly lit, noisy.
  private BufferedImage develop() {
    BufferedImage photo = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double light = light(x, y);
        double grain = random.nextGaussian() * 4.5;
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          double warmth = c == 0 ? 1.03 : c == 2 ? 0.94 : 1;
          double value = exposed(x, y, c) * light * warmth + grain + random.nextGaussian() * 2.5;
          rgb = rgb << 8 | (int) Math.clamp(Math.round(value), 0, 255);
        }
        photo.setRGB(x, y, rgb);
      }
    }
    return photo;
  }

  /// One sample through a lens whose point is a triangle of 5 x 5 samples.
  private double exposed(int x, int y, int channel) {
    double sum = 0;
    for (int dy = -2; dy <= 2; dy++) {
      for (int dx = -2; dx <= 2; dx++) {
        int sx = Math.clamp(x * SCALE + dx, 0, scene.getWidth() - 1);
        int sy = Math.clamp(y * SCALE + dy, 0, scene.getHeight() - 1);
        int weight = (3 - Math.abs(dx)) * (3 - Math.abs(dy));
        sum += weight * (scene.getRGB(sx, sy) >> (16 - 8 * channel) & 255);
      }
    }
    return sum / 81;
  }

  /// Sunlight from the upper right, the shadow of a roof across the lower left, darker corners.
  private static double light(int x, int y) {
    double dx = (x - WIDTH * 0.62) / WIDTH;
    double dy = (y - HEIGHT * 0.35) / HEIGHT;
    double corners = 1.16 - 0.62 * (dx * dx + dy * dy);
    double edge = (y - 500 + 0.30 * (300 - x)) / 26.0;
    double roof = 1 - 0.30 / (1 + Math.exp(-edge));
    return corners * roof;
  }

  private static void write(BufferedImage photo, File file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam quality = new JPEGImageWriteParam(null);
    quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    quality.setCompressionQuality(0.88f);
    file.delete();
    try (FileImageOutputStream out = new FileImageOutputStream(file)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(photo, null, null), quality);
    } finally {
      writer.dispose();
    }
  }
}
