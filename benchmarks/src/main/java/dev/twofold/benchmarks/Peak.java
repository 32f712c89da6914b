package dev.twofold.benchmarks;

import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The most multiply-adds a second that this machine reaches from Java: twelve independent sums in
/// registers, on every thread at once.
final class Peak {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int SUMS = 12;
  private static final int STEPS = 200_000;

  private Peak() {}

  /// Mult-adds a second over all threads together, the best of several tries.
  static double multAddsPerSecond(int threads) {
    double best = 0;
    for (int i = 0; i < 30; i++) {
      best = Math.max(best, sum(threads));
    }
    return best;
  }

  private static double sum(int threads) {
    long begin = System.nanoTime();
    double sink = IntStream.range(0, threads).parallel().mapToDouble(_ -> burn()).sum();
    double seconds = (System.nanoTime() - begin) / 1e9;
    return sink == 0 ? 0 : (double) threads * SUMS * STEPS * SPECIES.length() / seconds;
  }

  private static float burn() {
    FloatVector a = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector b = FloatVector.broadcast(SPECIES, 1e-3f);
    FloatVector s0 = b;
    FloatVector s1 = b;
    FloatVector s2 = b;
    FloatVector s3 = b;
    FloatVector s4 = b;
    FloatVector s5 = b;
    FloatVector s6 = b;
    FloatVector s7 = b;
    FloatVector s8 = b;
    FloatVector s9 = b;
    FloatVector s10 = b;
    FloatVector s11 = b;
    for (int i = 0; i < STEPS; i++) {
      s0 = s0.fma(a, b);
      s1 = s1.fma(a, b);
      s2 = s2.fma(a, b);
      s3 = s3.fma(a, b);
      s4 = s4.fma(a, b);
      s5 = s5.fma(a, b);
      s6 = s6.fma(a, b);
      s7 = s7.fma(a, b);
      s8 = s8.fma(a, b);
      s9 = s9.fma(a, b);
      s10 = s10.fma(a, b);
      s11 = s11.fma(a, b);
    }
    FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    return low.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
  }
}
