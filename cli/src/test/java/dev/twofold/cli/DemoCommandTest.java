package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.io.Images;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

  @TempDir Path folder;

  @Test
  void demo_printsBothPartsAndWritesThePicture() throws IOException {
    Cli cli = Cli.run("demo", "--output-dir", folder);
    assertEquals(0, cli.code(), cli.err());
    String words = cli.out().replaceAll(" +", " ");
    for (String part :
        List.of(
            "DepthwiseConv2d 14 ",
            "backend cpu:0 (",
            "the best class of device found",
            " per run (median of ",
            "text 21 regions found",
            "Depthwise soup 9",
            "TODAY'S SPECIALS 9",
            "6.56 ",
            "15,274,892 1,749,671 8.73x",
            "9,116,319,744 1,077,657,600 8.46x",
            "The mult-adds promise 8.46x, measured are ")) {
      assertTrue(words.contains(part), "'" + part + "' is missing in:\n" + cli.out());
    }
    assertTrue(cli.out().lines().allMatch(line -> line.length() <= 100), cli.out());
    Tensor drawn = Images.read(folder.resolve("twofold-demo.png"));
    assertEquals(Shape.nchw(1, 3, 640, 960), drawn.shape());
    assertFalse(Arrays.equals(TextDetection.picture().floats(), drawn.floats()));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }
}
