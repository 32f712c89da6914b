package dev.twofold.cli;

import dev.twofold.cost.Budget;
import dev.twofold.cost.Convention;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// What option values are read with; a value that makes no sense is a usage error.
final class Values {

  private static final int MOST_THREADS = 1024;

  private Values() {}

  /// A number of runs or columns: 1 or more.
  static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return between(1, Integer.MAX_VALUE, text);
    }
  }

  /// A number of containers: 0 or more.
  static final class Depth implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return between(0, Integer.MAX_VALUE, text);
    }
  }

  /// A number of threads.
  static final class Threads implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return between(1, MOST_THREADS, text);
    }
  }

  /// A time or a tolerance: 0 or more.
  static final class NotNegative implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      double value = number(() -> Double.valueOf(text), text);
      if (!(value >= 0)) {
        throw new TypeConversionException("expected 0 or more, got " + text);
      }
      return value;
    }
  }

  /// An amount such as `600M`.
  static final class Amount implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return checked(() -> Budget.amount(text));
    }
  }

  /// The name of a convention.
  static final class Conventions implements ITypeConverter<Convention> {
    @Override
    public Convention convert(String text) {
      return checked(() -> Convention.of(text));
    }
  }

  private static int between(int least, int most, String text) {
    int value = number(() -> Integer.valueOf(text), text);
    if (value < least || value > most) {
      throw new TypeConversionException(
          most == Integer.MAX_VALUE
              ? "expected %d or more, got %s".formatted(least, text)
              : "expected %d to %d, got %s".formatted(least, most, text));
    }
    return value;
  }

  private static <T> T number(Supplier<T> reading, String text) {
    try {
      return reading.get();
    } catch (NumberFormatException _) {
      throw new TypeConversionException("expected a number, got '" + text + "'");
    }
  }

  private static <T> T checked(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
