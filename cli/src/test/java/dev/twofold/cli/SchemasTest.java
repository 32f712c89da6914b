package dev.twofold.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The JSON of the commands is what `docs/schemas` says.
class SchemasTest {

  private static final Path SCHEMAS =
      Path.of(System.getProperty("twofold.root", ".."), "docs", "schemas");

  /// The schemas by their ids, by which one refers to another.
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(SchemasTest::text));

  private static String text(String id) {
    try {
      return Files.readString(SCHEMAS.resolve(id.replaceFirst("^twofold:", "") + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema schema(String name) {
    return REGISTRY.getSchema(SchemaLocation.of("twofold:" + name));
  }

  /// Holds a document against a schema of `docs/schemas`.
  static void assertFits(String schema, String json) {
    assertEquals(List.of(), schema(schema).validate(json, InputFormat.JSON), json);
  }

  @ParameterizedTest
  @CsvSource({
    "summary, summary segnet-separable",
    "summary, summary mobilenet-v3-small --convention fvcore",
    "memory, summary segnet --style memory --fusion separable",
    "execution, summary separable:size=16 --style executed --backend reference",
    "explanation, explain mobilenet-v2 --from weights --to fvcore",
    "explanation, explain resnet18 --to keras-params",
    "advice, advise unet",
    "advice, advise mobilenet-v2",
    "summary, advise segnet --apply",
    "'sweep', 'sweep mobilenet-v1 --width 0.25,0.5 --size 128,224'",
    "comparison, compare segnet segnet-separable",
    "comparison, compare mobilenet-v1 mobilenet-v2 --depth 1",
    "figure4, figure4",
    "budget, budget mobilenet-v2 --max-params 4M",
    "budget, budget mobilenet-v2 --max-mult-adds 200M --max-peak-activations 1M"
  })
  void json_ofCommand_fitsItsSchema(String schema, String command) {
    String line = command + " --format json";
    assertFits(schema, Cli.run((Object[]) line.split(" ")).out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "memory"})
  void json_asImported_fitsItsSchema(String style) {
    Path file = Cli.fixture("classes.onnx");
    Cli cli = Cli.run("summary", file, "--as-imported", "--style", style, "--format", "json");
    assertFits("import", cli.out());
    String other = cli.out().replaceFirst("\"model\"", "\"network\"");
    assertFalse(schema("import").validate(other, InputFormat.JSON).isEmpty());
  }

  @Test
  void schemas_otherDocuments_areRefused() throws IOException {
    String sweep = Cli.run("sweep", "separable", "--format=json").out();
    try (Stream<Path> files = Files.list(SCHEMAS)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".json", "");
        boolean fits = schema(name).validate(sweep, InputFormat.JSON).isEmpty();
        assertEquals(name.equals("sweep"), fits, name);
      }
    }
    String more = sweep.replaceFirst("\"width\"", "\"depth\" : 1, \"width\"");
    assertFalse(schema("sweep").validate(more, InputFormat.JSON).isEmpty());
    String negative = sweep.replaceFirst("\"params\" : ", "\"params\" : -");
    assertFalse(schema("sweep").validate(negative, InputFormat.JSON).isEmpty());
  }
}
