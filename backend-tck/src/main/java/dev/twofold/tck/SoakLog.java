package dev.twofold.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// What the threads of a soak test saw.
final class SoakLog {

  private static final int KEPT = 20;

  final LongAdder programs = new LongAdder();
  final LongAdder runs = new LongAdder();
  final LongAdder faults = new LongAdder();
  private final List<String> problems = new ArrayList<>();

  synchronized void problem(String line) {
    if (problems.size() < KEPT) {
      problems.add(line);
    }
  }

  synchronized List<String> problems() {
    return List.copyOf(problems);
  }
}
