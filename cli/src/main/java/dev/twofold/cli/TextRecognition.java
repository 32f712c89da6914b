package dev.twofold.cli;

import dev.twofold.graph.Model;
import dev.twofold.io.FileException;
import dev.twofold.io.Masks.Region;
import dev.twofold.io.Normalisation;
import dev.twofold.io.Normalisation.ChannelOrder;
import dev.twofold.io.Resampling;
import dev.twofold.onnx.OnnxOptions;
import dev.twofold.onnx.OnnxReader;
import dev.twofold.runtime.Program;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/// Reads pieces of text with PP-OCRv4's mobile text recognition: the picture of a line in, scores of
/// every character at every place out.
///
/// The network comes from the same artifact as [TextDetection]'s and carries its characters in its
/// file. Lines are prepared as PaddleOCR trains it: blue first, values from -1 to 1, 48 rows, zeros
/// behind shorter lines (PaddleOCR, `RecResizeImg`). The scores are decoded as its `CTCLabelDecode`
/// does: of neighbours with the same best character one counts, and character 0 is none.
final class TextRecognition implements AutoCloseable {

  /// A line of text.
  ///
  /// @param text the characters
  /// @param confidence the mean score of the characters, from 0 to 1
  record Line(String text, float confidence) {}

  private static final String NETWORK = "models/ch_PP-OCRv4_rec_infer.onnx";
  private static final int ROWS = 48;
  private static final int MULTIPLE = 8;
  private static final int WIDEST = 960;

  private static final Normalisation SYMMETRIC =
      new Normalisation(ChannelOrder.BGR, List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f));

  private final Program program;
  private final List<String> characters;
  private final int columns;

  private TextRecognition(Program program, List<String> characters, int columns) {
    this.program = program;
    this.characters = characters;
    this.columns = columns;
  }

  /// Compiles the network for the widest of some pieces of text.
  static TextRecognition of(BackendArguments backend, List<Region> pieces) throws FileException {
    int columns = pieces.stream().mapToInt(TextRecognition::columns).max().orElse(ROWS);
    columns = (columns + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    try (InputStream in = TextDetection.open(NETWORK)) {
      byte[] file = in.readAllBytes();
      OnnxOptions options = OnnxOptions.DEFAULTS.withInputShape(Shape.nchw(1, 3, ROWS, columns));
      Model model = OnnxReader.read("PP-OCRv4 text recognition", file, options);
      return new TextRecognition(
          backend.compileQuietly(model), characters(OnnxReader.metadata(NETWORK, file)), columns);
    } catch (IOException e) {
      throw new FileException(NETWORK, "cannot be read from the class path", e);
    }
  }

  private static List<String> characters(Map<String, String> metadata) {
    return metadata.getOrDefault("character", "").lines().toList();
  }

  /// The columns of a piece of text when it is scaled to 48 rows.
  private static int columns(Region piece) {
    int h = piece.bottom() - piece.top() + 1;
    int w = piece.right() - piece.left() + 1;
    return Math.clamp(Math.ceilDiv((long) ROWS * w, h), 1, WIDEST);
  }

  /// Reads one piece of text.
  ///
  /// @param picture `[1, 3, H, W]`
  /// @param piece the box around it
  Line read(Tensor picture, Region piece) {
    Tensor cut = cut(picture, piece);
    Tensor line =
        SYMMETRIC.apply(Resampling.LINEAR.resize(cut, ROWS, Math.min(columns, columns(piece))));
    Tensor padded = Tensor.zeros(Shape.nchw(1, 3, ROWS, columns));
    int w = line.shape().w();
    for (int row = 0; row < 3 * ROWS; row++) {
      System.arraycopy(line.floats(), row * w, padded.floats(), row * columns, w);
    }
    return decode(program.run(padded));
  }

  private static Tensor cut(Tensor picture, Region piece) {
    Shape from = picture.shape();
    int h = piece.bottom() - piece.top() + 1;
    int w = piece.right() - piece.left() + 1;
    Tensor cut = Tensor.zeros(Shape.nchw(1, 3, h, w));
    for (int c = 0; c < 3; c++) {
      for (int row = 0; row < h; row++) {
        int place = (c * from.h() + piece.top() + row) * from.w() + piece.left();
        System.arraycopy(picture.floats(), place, cut.floats(), (c * h + row) * w, w);
      }
    }
    return cut;
  }

  /// The most likely characters.
  ///
  /// @param scores `[1, places, characters + 2]`: none, the characters, and the space
  private Line decode(Tensor scores) {
    int places = scores.shape().dim(1);
    int classes = scores.shape().dim(2);
    StringBuilder text = new StringBuilder();
    double sum = 0;
    int count = 0;
    int before = 0;
    for (int place = 0; place < places; place++) {
      int best = best(scores.floats(), place * classes, classes);
      if (best != 0 && best != before) {
        text.append(best <= characters.size() ? characters.get(best - 1) : " ");
        sum += scores.floats()[place * classes + best];
        count++;
      }
      before = best;
    }
    return new Line(text.toString(), count == 0 ? 0 : (float) (sum / count));
  }

  private static int best(float[] scores, int begin, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = scores[begin + i] > scores[begin + best] ? i : best;
    }
    return best;
  }

  @Override
  public void close() {
    program.close();
  }
}
