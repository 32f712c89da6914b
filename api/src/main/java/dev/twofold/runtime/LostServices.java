package dev.twofold.runtime;

import dev.twofold.spi.Availability;
import dev.twofold.spi.BackendProvider;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Our own backends whose classes are there although no services file names them: what is left when
/// a fat jar keeps one of several files of the same name.
final class LostServices {

  private static final Map<String, String> OURS =
      Map.of(
          "reference", "dev/twofold/reference/ReferenceBackendProvider.class",
          "cpu", "dev/twofold/cpu/CpuBackendProvider.class",
          "cuda", "dev/twofold/cuda/CudaBackendProvider.class");

  private LostServices() {}

  static List<Candidate> candidates(ClassLoader loader, List<Candidate> found) {
    List<Candidate> lost = new ArrayList<>();
    OURS.forEach((id, resource) -> {
      String name = resource.replace('/', '.').replaceFirst("[.]class$", "");
      boolean known =
          found.stream()
              .anyMatch(candidate ->
                  candidate.status().id().equals(id) || candidate.status().id().equals(name));
      URL place = loader.getResource(resource);
      if (!known && place != null) {
        lost.add(candidate(id, place));
      }
    });
    return lost;
  }

  private static Candidate candidate(String id, URL place) {
    return new Candidate(
        null,
        new BackendStatus(
            id,
            place.toString(),
            BackendStatus.UNKNOWN,
            0,
            null,
            new Availability.Unavailable(
                Availability.Reason.FAILED,
                "its classes are there, but no META-INF/services/%s names them"
                    .formatted(BackendProvider.class.getName()),
                "a fat jar must merge these files (maven-shade-plugin:"
                    + " ServicesResourceTransformer)"),
            Duration.ZERO));
  }
}
