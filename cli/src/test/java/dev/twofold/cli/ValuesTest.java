package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values that make no sense are called wrong, with what was expected.
class ValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "summary segnet --convention torch; unknown convention 'torch'",
        "summary segnet --input-shape foo; --input-shape: ",
        "summary segnet --depth -1; expected 0 or more, got -1",
        "summary segnet --style torchinfo --columns foo; --columns: unknown 'foo'",
        "summary segnet --style torchinfo --rows foo; --rows: unknown 'foo'",
        "summary segnet --style torchinfo --format json; --style torchinfo has no form 'json'",
        "summary segnet --style tabel; expected one of [table, torchinfo, memory, executed]",
        "run separable --runs 0; expected 1 or more, got 0",
        "run separable --threads 100000; expected 1 to 1024, got 100000",
        "run separable --threads -5; expected 1 to 1024, got -5",
        "run separable --threads two; expected a number, got 'two'",
        "run separable --output a.npy --output-dir b; expected one of the two, got both",
        "calibrate --seconds -1; expected 0 or more, got -1",
        "budget segnet --max-mult-adds 600X; 600X",
        "verify . --rtol -1; expected 0 or more, got -1",
        "verify . --atol NaN; expected 0 or more, got NaN"
      })
  void command_senselessValue_isAUsageError(String command, String message) {
    Cli cli = Cli.run((Object[]) command.split(" "));
    assertTrue(cli.err().contains(message), cli.err());
    assertEquals(2, cli.code(), cli.err());
    assertEquals("", cli.out());
    assertEquals(1, cli.err().lines().count(), cli.err());
  }
}
