package dev.twofold.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ShippedPtxTest {

  private static final Pattern ENTRY = Pattern.compile("\\.entry (\\w+)\\(([^)]*)\\)");
  private static final Pattern VERSION = Pattern.compile("(?m)^\\.version (\\d+)\\.(\\d+)$");
  private static final Pattern TARGET = Pattern.compile("(?m)^\\.target sm_(\\d+)$");
  private static final int MOST_BYTES = 1_800_000;

  /// Of the files that only newer cards get, and only when asked for.
  private static final int MOST_BYTES_SM80 = 700_000;

  private final ShippedPtx ptx = ShippedPtx.open();

  @Test
  void manifest_isOfTheseSources() throws IOException {
    assertEquals(
        Sources.hashes(Sources.FOLDER, ".cu", ".cuh", ".sh"),
        ptx.manifest().sources(),
        "run src/main/cuda/build-ptx.sh and commit what it writes");
  }

  @Test
  void manifest_isOfThisPtx() throws IOException {
    assertEquals(
        Sources.hashes(Sources.RESOURCES, ".ptx"),
        ptx.manifest().modules(),
        "run src/main/cuda/build-ptx.sh and commit what it writes");
  }

  @Test
  void text_everyFile_needsAnOldDriverOnly() {
    for (String file : ptx.manifest().modules().keySet()) {
      Matcher version = VERSION.matcher(ptx.text(file));
      assertTrue(version.find(), file);
      assertEquals("7.0", version.group(1) + "." + version.group(2), file);
      Matcher target = TARGET.matcher(ptx.text(file));
      assertTrue(target.find(), file);
      assertEquals(file.contains("_sm80") ? "80" : "75", target.group(1), file);
    }
  }

  @Test
  void text_everyFile_namesNoPathOfTheMachineThatBuiltIt() {
    for (String file : ptx.manifest().modules().keySet()) {
      String text = ptx.text(file);
      assertFalse(text.contains(".file"), file);
      assertFalse(Pattern.compile("/(home|tmp|work|usr|root)/").matcher(text).find(), file);
    }
  }

  @Test
  void manifest_listsEveryEntryOfThePtx() {
    TreeSet<String> found = new TreeSet<>();
    for (String file : ptx.manifest().modules().keySet()) {
      for (MatchResult entry : ENTRY.matcher(ptx.text(file)).results().toList()) {
        found.add(entry.group(1));
        assertEquals(file, ptx.file(entry.group(1)));
        assertEquals(
            entry.group(2).lines().filter(line -> line.contains(".param")).count(),
            ptx.manifest().entries().get(entry.group(1)).parameters().size(),
            entry.group(1));
      }
    }
    assertEquals(found, ptx.manifest().entries().keySet());
  }

  @Test
  void text_allFiles_stayASmallPartOfAJar() {
    assertBelow(MOST_BYTES, false);
    assertBelow(MOST_BYTES_SM80, true);
  }

  private void assertBelow(int most, boolean newerCards) {
    int bytes = 0;
    for (String file : ptx.manifest().modules().keySet()) {
      if (file.contains("_sm80") == newerCards) {
        bytes += ptx.text(file).length();
      }
    }
    assertTrue(0 < bytes && bytes < most, bytes + " bytes");
  }

  @Test
  void file_unknownKernel_isToldWithItsName() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ptx.file("depthwise_nchw"));
    assertEquals(
        "kernel 'depthwise_nchw' is not among the %d that ship"
            .formatted(ptx.manifest().entries().size()),
        e.getMessage());
  }

  @Test
  void parameterBytes_structuresBehindAddresses_lieWithoutGaps() {
    Manifest.Entry entry =
        new Manifest.Entry("m", List.of("u64", "u32", "u64", "b8[12]/4", "f32"), 0, 128);
    assertAll(
        () -> assertEquals(8 + 4 + 4 + 8 + 12 + 4, entry.parameterBytes()),
        () -> assertEquals(1, entry.addresses()));
  }

  @Test
  void read_somethingMissing_tellsWhatAndTheCure() {
    List<String> lines = new ArrayList<>(List.of("nvcc = 1", "flags = -x", "entry.a.module = m"));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Manifest.read(new StringReader(String.join("\n", lines))));
    assertEquals(
        "manifest of kernels: expected 'entry.a.parameters', but there is none; run build-ptx.sh",
        e.getMessage());
  }
}
