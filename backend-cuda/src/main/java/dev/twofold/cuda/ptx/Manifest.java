package dev.twofold.cuda.ptx;

import java.io.IOException;
import java.io.Reader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SequencedMap;
import java.util.TreeMap;

/// What `build-ptx.sh` wrote about the PTX: what it was made from, and what is in it.
///
/// @param nvcc the compiler's version, such as `13.0.88`
/// @param flags the compiler's flags
/// @param sources SHA-256 of every source, by file name
/// @param modules SHA-256 of every PTX file, by file name
/// @param entries the kernels, by name
public record Manifest(
    String nvcc,
    String flags,
    SequencedMap<String, String> sources,
    SequencedMap<String, String> modules,
    SequencedMap<String, Entry> entries) {

  private static final String ENTRY = "entry.";
  private static final String MODULE = ".module";

  /// A kernel.
  ///
  /// @param module the PTX file without its ending
  /// @param parameters the types of its parameters, such as `u64`, or for a structure its size and
  ///   alignment in bytes, such as `b8[24]/4`
  /// @param sharedBytes its static shared memory, in bytes
  /// @param threads the most threads of a block
  public record Entry(String module, List<String> parameters, int sharedBytes, int threads) {

    /// Copies the list.
    public Entry {
      parameters = List.copyOf(parameters);
    }

    /// The bytes of the parameter block, each parameter at a multiple of its alignment.
    public int parameterBytes() {
      int bytes = 0;
      for (String parameter : parameters) {
        int align = align(parameter);
        bytes = Math.ceilDiv(bytes, align) * align + size(parameter);
      }
      return bytes;
    }

    /// How many parameters, from the first, are addresses or other 8 bytes.
    public int addresses() {
      return (int) parameters.stream().takeWhile("u64"::equals).count();
    }

    private static int size(String parameter) {
      int bracket = parameter.indexOf('[');
      return bracket < 0
          ? scalar(parameter)
          : Integer.parseInt(parameter.substring(bracket + 1, parameter.indexOf(']')));
    }

    private static int align(String parameter) {
      int slash = parameter.indexOf('/');
      return slash < 0 ? scalar(parameter) : Integer.parseInt(parameter.substring(slash + 1));
    }

    private static int scalar(String type) {
      return Integer.parseInt(type.substring(1)) / Byte.SIZE;
    }
  }

  /// Copies the maps.
  public Manifest {
    sources = Collections.unmodifiableSequencedMap(new TreeMap<>(sources));
    modules = Collections.unmodifiableSequencedMap(new TreeMap<>(modules));
    entries = Collections.unmodifiableSequencedMap(new TreeMap<>(entries));
  }

  /// Reads `kernels.properties`.
  ///
  /// @throws IOException if reading fails
  /// @throws IllegalArgumentException if something is missing
  public static Manifest read(Reader from) throws IOException {
    Properties properties = new Properties();
    properties.load(from);
    TreeMap<String, Entry> entries = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(ENTRY) && key.endsWith(MODULE)) {
        String name = key.substring(ENTRY.length(), key.length() - MODULE.length());
        entries.put(name, entry(properties, name));
      }
    }
    return new Manifest(
        value(properties, "nvcc"),
        value(properties, "flags"),
        under("source.", properties),
        under("ptx.", properties),
        entries);
  }

  private static Entry entry(Properties properties, String name) {
    String prefix = ENTRY + name;
    return new Entry(
        value(properties, prefix + MODULE),
        List.of(value(properties, prefix + ".parameters").split(" ")),
        Integer.parseInt(value(properties, prefix + ".shared")),
        Integer.parseInt(value(properties, prefix + ".threads")));
  }

  private static TreeMap<String, String> under(String prefix, Properties properties) {
    TreeMap<String, String> values = new TreeMap<>();
    for (Map.Entry<Object, Object> property : properties.entrySet()) {
      String key = (String) property.getKey();
      if (key.startsWith(prefix)) {
        values.put(key.substring(prefix.length()), (String) property.getValue());
      }
    }
    return values;
  }

  private static String value(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "manifest of kernels: expected '%s', but there is none; run build-ptx.sh".formatted(key));
    }
    return value;
  }
}
