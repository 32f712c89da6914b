package dev.twofold.onnx;

import static dev.twofold.onnx.OnnxFile.attribute;
import static dev.twofold.onnx.OnnxFile.ints;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.twofold.io.FileException;
import dev.twofold.io.Npy;
import dev.twofold.io.Npz;
import dev.twofold.io.Safetensors;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files, one after the other: each is read, or refused in one line that tells the place, and
/// costs memory in proportion to its size. Nothing else may happen.
///
/// The same seeds in the same order every time, for as long as the system property
/// `twofold.fuzz.seconds` says (60 on CI, else 4; `-Dtwofold.fuzz.seconds=600` for a long run). What
/// goes wrong is left in `target/fuzz`, with its seed as the name.
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzTest {

  private static final int SECONDS =
      Integer.getInteger("twofold.fuzz.seconds", Boolean.getBoolean("twofold.ci") ? 60 : 4);

  /// How long reading one small file may take until it counts as a hang.
  private static final long HANG = TimeUnit.SECONDS.toNanos(60);

  private static final long BASE_BYTES = 64L << 20;
  private static final int FILES_PER_SEED = 500;
  private static final Pattern PLACE =
      Pattern.compile("(at byte [\\d,]+: |(nodes?|input|output|tensor) '.*')");

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  /// Reads a file from memory.
  ///
  /// @throws OnnxException if it is refused
  /// @throws FileException if it is refused
  private interface Reader {
    void read(byte[] bytes) throws IOException;
  }

  private static OnnxFile image(int opset) {
    return OnnxFile.opset(opset).input("x", "N", 3, 8, 8);
  }

  /// Small networks with most kinds of nodes, and what exporters write around them.
  private static List<byte[]> models() {
    OnnxFile convolutions =
        image(13)
            .weight("w", 4, 3, 3, 3)
            .weight("b", 4)
            .weight("m", 4, 5)
            .node("Conv", List.of("x", "w", "b"), "c", ints("pads", 1, 1, 1, 1))
            .node("BatchNormalization", List.of("c", "b", "b", "b", "b"), "n")
            .node("MaxPool", "pool", List.of("n"), List.of("p", "i"), ints("kernel_shape", 2, 2))
            .node("HardSigmoid", List.of("p"), "h", attribute("alpha", 0.3f))
            .node("GlobalAveragePool", List.of("h"), "g")
            .node("Flatten", List.of("g"), "f")
            .node("Gemm", List.of("f", "m"), "l")
            .node("Softmax", List.of("l"), "y")
            .output("y");
    OnnxFile shapes =
        image(17)
            .longs("starts", 2)
            .longs("ends", 4)
            .longs("two", 2)
            .longs("pads", 0, 0, 1, 1, 0, 0, -1, 1)
            .weight("scales", new long[] {4}, 1, 1, 1.5f, 2)
            .node("Shape", List.of("x"), "s")
            .node("Slice", List.of("s", "starts", "ends"), "hw")
            .node("Mul", List.of("hw", "two"), "twice")
            .node("Gather", List.of("s", "two"), "rows", attribute("axis", 0))
            .node("ConstantOfShape", List.of("rows"), "zeros")
            .node("Tile", List.of("zeros", "two"), "tiled")
            .node("Pad", List.of("x", "pads"), "padded", attribute("mode", "reflect"))
            .node("Resize", List.of("padded", "", "scales"), "r", attribute("mode", "cubic"))
            .node("Transpose", List.of("r"), "t", ints("perm", 0, 2, 3, 1))
            .node("ReduceMean", List.of("t"), "y", ints("axes", 1, -1))
            .output("y");
    OnnxFile quantised =
        image(13)
            .weight("scale", new long[0], 0.1f)
            .bytes("zero", 2, new long[0], 3)
            .bytes("w", 3, new long[] {2, 3, 1, 1}, 1, 2, 3, -4, 5, 6)
            .bytes("wz", 3, new long[] {1}, 0)
            .weight("ws", new long[] {2}, 0.1f, 0.2f)
            .node("QuantizeLinear", List.of("x", "scale", "zero"), "q")
            .node(
                "QLinearConv", List.of("q", "scale", "zero", "w", "ws", "wz", "scale", "zero"), "c")
            .node("DequantizeLinear", List.of("c", "scale", "zero"), "d")
            .node("Split", "split", List.of("d"), List.of("a", "b"), attribute("axis", 1))
            .node("Concat", List.of("a", "b"), "j", attribute("axis", 1))
            .node("LayerNormalization", List.of("j", "scale"), "y", attribute("axis", -1))
            .output("y");
    return List.of(convolutions.bytes(), shapes.bytes(), quantised.bytes());
  }

  private static List<byte[]> tensors() {
    List<byte[]> tensors = new ArrayList<>();
    tensors.add(OnnxFile.tensor("floats", new long[] {2, 3}, 1, 2, 3, 4, 5, 6).toByteArray());
    tensors.add(OnnxFile.longTensor("longs", 1, -2, Long.MAX_VALUE).toByteArray());
    for (byte[] model : models()) {
      try {
        OnnxFile.of(model)
            .graph()
            .getInitializerList()
            .forEach(tensor -> tensors.add(tensor.toByteArray()));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    return tensors;
  }

  /// Reads damaged files until the time is over.
  ///
  /// @param share the part of the time that is for this reader
  private void fuzz(String name, double share, List<byte[]> corpus, Reader reader)
      throws IOException {
    long begin = System.nanoTime();
    long end = begin + (long) (share * TimeUnit.SECONDS.toNanos(SECONDS));
    for (byte[] whole : corpus) {
      reader.read(whole);
    }
    long seed = 1;
    do {
      Mutator mutator = new Mutator(corpus, seed);
      for (int i = 0; i < FILES_PER_SEED && System.nanoTime() < end; i++) {
        check(name + "-" + seed + "-" + i, mutator.next(), reader);
      }
      seed++;
    } while (System.nanoTime() < end);
    System.getLogger(FuzzTest.class.getName())
        .log(System.Logger.Level.INFO, "{0}: {1} seeds", name, seed - 1);
  }

  private static void check(String name, byte[] bytes, Reader reader) throws IOException {
    long begin = System.nanoTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reader.read(bytes);
    } catch (OnnxException e) {
      String message = String.valueOf(e.getMessage());
      if (!PLACE.matcher(message).find() || message.contains("\n")) {
        broken(name, bytes, "tells no place in one line: " + message, e);
      }
    } catch (FileException e) {
      if (String.valueOf(e.getMessage()).contains("\n")) {
        broken(name, bytes, "is no line: " + e.getMessage(), e);
      }
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      broken(name, bytes, "is thrown: " + e, e);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > BASE_BYTES + 4L * bytes.length) {
      broken(name, bytes, allocated + " bytes are allocated", null);
    }
    if (System.nanoTime() - begin > HANG) {
      broken(name, bytes, "hangs", null);
    }
  }

  private static void broken(String name, byte[] bytes, String what, Throwable cause)
      throws IOException {
    Path kept = Files.createDirectories(Path.of("target", "fuzz")).resolve(name);
    Files.write(kept, bytes);
    fail("%s (%d bytes, kept as %s): %s".formatted(name, bytes.length, kept, what), cause);
  }

  @Test
  void read_damagedModels_areReadOrRefusedWithTheirPlace() throws IOException {
    fuzz(
        "model", 0.6, models(), bytes -> OnnxReader.read("fuzz.onnx", bytes, OnnxOptions.DEFAULTS));
  }

  @Test
  void read_damagedTensors_areReadOrRefusedWithTheirPlace() throws IOException {
    fuzz("tensor", 0.15, tensors(), bytes -> OnnxReader.tensor("fuzz.pb", bytes));
  }

  @Test
  void read_damagedArrays_areReadOrRefused() throws IOException {
    Path file = folder.resolve("a.npy");
    Npy.write(file, Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
    byte[] array = Files.readAllBytes(file);
    fuzz("npy", 0.05, List.of(array), bytes -> Npy.read(Files.write(file, bytes)));
  }

  @Test
  void read_damagedArchives_areReadOrRefused() throws IOException {
    Path file = folder.resolve("a.npz");
    Npz.write(file, weights());
    byte[] archive = Files.readAllBytes(file);
    fuzz("npz", 0.1, List.of(archive), bytes -> Npz.read(Files.write(file, bytes)));
  }

  @Test
  void read_damagedWeights_areReadOrRefused() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Safetensors.write(file, weights());
    byte[] weights = Files.readAllBytes(file);
    fuzz("safetensors", 0.1, List.of(weights), bytes -> Safetensors.read(Files.write(file, bytes)));
  }

  private static Map<String, Tensor> weights() {
    return Map.of(
        "conv.weight",
        Tensor.of(Shape.of(2, 1), 1, 2),
        "places",
        Tensor.ofInts(Shape.of(3), 1, 2, 3));
  }

  @Test
  void next_sameSeed_givesTheSameDamage() {
    Mutator one = new Mutator(models(), 3);
    Mutator other = new Mutator(models(), 3);
    for (int i = 0; i < 100; i++) {
      assertArrayEquals(one.next(), other.next());
    }
  }
}
