package dev.twofold.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.io.Images;
import dev.twofold.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs every example and checks what it prints.
class ExamplesTest {

  @TempDir Path folder;

  private static void assertPrints(String printed, String... parts) {
    for (String part : parts) {
      assertTrue(printed.contains(part), "'" + part + "' is missing in:\n" + printed);
    }
  }

  @Test
  void helloSeparable_prints_theArticlesCountsAndTheOutput() throws Exception {
    String printed = Printed.by(() -> HelloSeparable.main(new String[0]));
    assertPrints(
        printed,
        "656 params",
        "10,747,904 mult-adds",
        "2,359,296",
        "8,388,608",
        "ran on cpu:0",
        "output [1, 32, 128, 128]");
  }

  @Test
  void chooseBackend_prints_everyWayAndItsReason() throws Exception {
    String printed = Printed.by(() -> ChooseBackend.main(new String[0]));
    assertPrints(
        printed,
        "found: reference (",
        "found: hello (plain loops of an outsider)",
        "automatic: cpu:0 (",
        "property: reference:0 (",
        "named by the system property twofold.backend=reference",
        "API: hello:0 (plain loops of an outsider), named by the caller",
        "refused: no backend 'helo' on the class path; did you mean 'hello'?");
  }

  @Test
  void writeYourOwnBackend_prints_whatRanWhereAndThatItIsRight() throws Exception {
    String printed = Printed.by(() -> WriteYourOwnBackend.main(new String[0]));
    assertPrints(
        printed,
        "on hello:0 (plain loops of an outsider), named by the caller",
        "[depthwise, relu] -> hello depthwise_nchw_f32",
        "[pointwise] -> hello pointwise_nchw_f32",
        "[stem] -> cpu ",
        "equal to the reference within 1e-5: true");
  }

  @Test
  void writeYourOwnLayer_prints_itsCostAndItsExpansion() throws Exception {
    String printed = Printed.by(() -> WriteYourOwnLayer.main(new String[0]));
    assertPrints(
        printed, "example.SqueezeExcitation", "148", "128", "output [1, 32, 28, 28]", "[se] -> ");
  }

  @Test
  void segmentImage_writes_theMaskOverThePicture() throws Exception {
    Path file = folder.resolve("out.png");
    String printed = Printed.by(() -> SegmentImage.main(new String[] {file.toString()}));
    assertPrints(printed, "21 pieces of text, shown in " + file);
    assertEquals(Shape.nchw(1, 3, 640, 960), Images.read(file).shape());
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void squeezeExcitation_wrongInput_isRefused() {
    SqueezeExcitation layer = new SqueezeExcitation(16, 4);
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> layer.outputShapes(List.of(Shape.nchw(1, 8, 2, 2))));
    assertEquals("takes one [N, 16, H, W], got [[1, 8, 2, 2]]", thrown.getMessage());
  }
}
