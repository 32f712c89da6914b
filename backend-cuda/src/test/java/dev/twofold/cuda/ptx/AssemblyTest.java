package dev.twofold.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AssemblyTest {

  /// Turing, the data-centre and the desktop card of Ampere, Ada, Hopper.
  private static final List<Integer> TARGETS = List.of(75, 80, 86, 89, 90);

  private static final int REGISTERS_OF_A_MULTIPROCESSOR = 65_536;

  private static final ShippedPtx PTX = ShippedPtx.open();

  @BeforeAll
  static void load() throws IOException {
    Assembler.load();
  }

  static Stream<Arguments> filesAndTargets() {
    return PTX.manifest().modules().keySet().stream()
        .flatMap(file ->
            TARGETS.stream()
                .filter(target -> target >= 80 || !file.contains("_sm80"))
                .map(target -> Arguments.of(file, "sm_" + target)));
  }

  @ParameterizedTest(name = "{0} for {1}")
  @MethodSource("filesAndTargets")
  void assemble_everyKernel_fitsTheRegisters(String file, String target) {
    List<Assembler.Use> uses = Assembler.assemble(PTX.text(file), target);
    Set<String> names = new TreeSet<>();
    for (Assembler.Use use : uses) {
      names.add(use.entry());
      assertAll(
          () -> assertEquals(0, use.spillBytes(), use.toString()),
          () -> assertTrue(use.registers() <= mostRegisters(use.entry()), use.toString()));
    }
    assertEquals(entriesOf(file), names);
  }

  /// Two blocks must fit a multiprocessor at once, so that one computes while the other waits.
  private static int mostRegisters(String entry) {
    int threads = PTX.manifest().entries().get(entry).threads();
    return REGISTERS_OF_A_MULTIPROCESSOR / 2 / threads;
  }

  private static Set<String> entriesOf(String file) {
    return PTX.manifest().entries().keySet().stream()
        .filter(entry -> PTX.file(entry).equals(file))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void assemble_somethingWrong_isToldInTheAssemblersWords() {
    String text = PTX.text("linear.ptx").replaceFirst("fma\\.rn\\.f32", "fma.wrong.f32");
    AssertionError error =
        assertThrows(AssertionError.class, () -> Assembler.assemble(text, "sm_75"));
    assertTrue(String.valueOf(error.getMessage()).contains("wrong"), error.getMessage());
  }
}
