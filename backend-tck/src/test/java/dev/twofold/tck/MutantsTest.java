package dev.twofold.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.spi.BackendOptions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The kit fails where it should: every mutant is caught by the check that is about its mistake, and
/// the same backend without a mistake passes that check.
class MutantsTest {

  @AfterEach
  void forgetLeaks() {
    SampleBackend.forgetLeaks();
  }

  private static Kit kit(Mutation mutation) {
    return new Kit(
        () -> new SampleProvider(mutation),
        BackendOptions.DEFAULTS,
        OptionalLong::empty,
        Duration.ofSeconds(3));
  }

  private static Outcome run(Kit kit, String groupId, String checkId) {
    Group group =
        kit.groups().stream().filter(g -> g.id().equals(groupId)).findFirst().orElseThrow();
    Check check =
        group.checks().stream().filter(c -> c.id().equals(checkId)).findFirst().orElseThrow();
    return kit.run(group, check);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void mutant_checkOfItsMistake_fails(Mutation mutation) {
    try (Kit kit = kit(mutation)) {
      AssertionError caught =
          assertThrows(AssertionError.class, () -> run(kit, mutation.group, mutation.check));
      assertTrue(String.valueOf(caught.getMessage()).length() > 10, caught.getMessage());
      assertEquals(1, kit.report().count(mutation.group, Report.FAILED));
    }
    try (Kit kit = kit(Mutation.NONE)) {
      assertEquals(Outcome.Kind.PASSED, run(kit, mutation.group, mutation.check).kind());
    }
  }

  @Test
  void layersNobodyKnows_theKit_listsThemAsUnsupported() throws Exception {
    try (Kit kit = kit(Mutation.NONE)) {
      Outcome softmax = run(kit, "numerics", "softmax-floats");
      assertEquals(Outcome.unsupported("only two kinds of layers are known"), softmax);
      run(kit, "numerics", "pointwise-integers");
      String markdown = ReportFiles.markdown(kit.report());
      assertTrue(
          markdown.contains("| softmax | 0 of 10 |  | only two kinds of layers are known |"));
      assertTrue(markdown.contains("| pointwise | 180 of 180 | sample_nchw_f32 |  |"), markdown);
      assertTrue(markdown.contains("- unsupported: 1"), markdown);
      String json = ReportFiles.json(kit.report());
      assertTrue(json.contains("\"unsupported\" : 1"), json);
      assertTrue(json.contains("\"family\" : \"softmax\""), json);
    }
  }

  @Test
  void checks_ids_areUniqueAndReadable() {
    try (Kit kit = kit(Mutation.NONE)) {
      for (Group group : kit.groups()) {
        List<String> ids = group.checks().stream().map(Check::id).toList();
        assertEquals(ids.size(), ids.stream().distinct().count(), group.id());
        assertTrue(ids.stream().allMatch(id -> id.matches("[a-z0-9-]+")), ids::toString);
      }
      assertEquals(
          List.of("contract", "numerics", "graphs", "determinism", "speed"),
          kit.groups().stream().map(Group::id).toList());
    }
  }
}
