package dev.twofold.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.cost.Fusion;
import dev.twofold.cost.MemoryReport;
import dev.twofold.cost.ReceptiveField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {

  /// The article's traffic in MB of 1e6 bytes.
  @ParameterizedTest
  @CsvSource({
    "segnet, NONE, 253.8",
    "segnet, EPILOGUES, 138.7",
    "segnet-separable, NONE, 257.2",
    "segnet-separable, EPILOGUES, 142.1",
    "segnet-separable, SEPARABLE, 84.6"
  })
  void of_segNet_trafficEqualsArticle(String model, Fusion fusion, double megabytes) {
    MemoryReport report = MemoryReport.of(Models.graph(model), fusion);

    assertEquals(megabytes, Math.round(report.movedBytes() / 1e5) / 10.0);
  }

  /// Two maps of 64 x 128 x 128, whichever convolutions there are.
  @ParameterizedTest
  @CsvSource({"segnet", "segnet-separable"})
  void of_segNet_peakIsThatOfTheArticle(String model) {
    MemoryReport report = MemoryReport.of(Models.graph(model), Fusion.NONE);

    assertEquals(2 * 64 * 128 * 128 * 4, report.peakActivationBytes());
    assertEquals(
        (64 * 64 * 64 + 128 * 32 * 32 + 256 * 16 * 16 + 512 * 8 * 8) * 4, report.indexBytes());
  }

  /// 212 behind the last pooling of VGG-16, as Araujo et al. (Distill, 2019) compute it.
  @Test
  void of_vgg16_receptiveFieldEqualsDistill() {
    ReceptiveField field = ReceptiveField.of(Models.graph("vgg16")).get("features.30");

    assertEquals(new ReceptiveField(212, 212, 32, 32), field);
  }
}
