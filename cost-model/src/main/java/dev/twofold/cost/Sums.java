package dev.twofold.cost;

import java.util.Collection;
import java.util.function.ToLongFunction;

/// Sums that are exact or an error.
final class Sums {

  private Sums() {}

  /// The sum of a count over items.
  ///
  /// @throws ArithmeticException if it exceeds `Long.MAX_VALUE`
  static <T> long of(Collection<T> items, ToLongFunction<? super T> count) {
    return items.stream().mapToLong(count).reduce(0, Math::addExact);
  }
}
